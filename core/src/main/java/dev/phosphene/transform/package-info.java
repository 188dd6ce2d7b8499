/**
 * Random transforms of the image, drawn from the run's generator, each with its vector-Jacobian
 * product.
 *
 * <pre>{@code
 * Transform transform = TransformSpec.parse("lucid,noise:0.05").transform();
 * Tensor input = Tensor.zeros(transform.input(picture.shape()));
 * Transform.View view = transform.draw(picture.shape(), random); // anew at each step
 * view.apply(picture, input);
 * view.vjp(cotangent, gradient);
 * }</pre>
 */
@NullMarked
package dev.phosphene.transform;

import org.jspecify.annotations.NullMarked;
