/**
 * Image parameterizations: from parameters to an image, with pixels, frequencies and colors. Each
 * map has its vector-Jacobian product.
 *
 * <p>The optimizer sees a flat array, the network an image; the map between them decides how the
 * image develops. {@link dev.phosphene.image.Pixels} are the tutorial's; {@link
 * dev.phosphene.image.Fourier} with decorrelated colors makes images look natural.
 *
 * <pre>{@code
 * Parameterization image = Fourier.of(Shape.of(1, 3, 128, 128), ToRgb.decorrelated());
 * float[] parameters = image.start(new SplittableRandom(seed));
 * Tensor picture = Tensor.zeros(image.picture());
 * float[] gradient = new float[image.size()];
 * for (int step = 0; step < 512; step++) {
 *   image.apply(parameters, picture);
 *   Tensor cotangent = ...; // of the objective, from the network
 *   image.vjp(parameters, cotangent, gradient);
 *   optimizer.step(parameters, gradient);
 *   image.project(parameters);
 * }
 * }</pre>
 *
 * <p>Alternatives: {@link dev.phosphene.image.FreePixels} are pixels without bounds, {@link
 * dev.phosphene.image.LaplacianPyramid} adds coarser planes to them, {@link
 * dev.phosphene.image.SharedLowRes} shares such planes in a batch, {@link dev.phosphene.image.Maco}
 * optimizes only the phases under the {@link dev.phosphene.image.Spectrum} of natural images, and
 * {@link dev.phosphene.image.Cppn} draws with a small network. {@link dev.phosphene.image.ToRgb}
 * maps planes to colors. With four planes the last is alpha: {@code transform.OnBackground}
 * composites such an image over a background, {@link dev.phosphene.image.Transparency} penalizes
 * opacity.
 */
@NullMarked
package dev.phosphene.image;

import org.jspecify.annotations.NullMarked;
