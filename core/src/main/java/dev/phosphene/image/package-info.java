/**
 * From parameters to an image and back: pixels, frequencies, color. Each map has its vjp.
 *
 * <p>The optimizer sees a flat array, the network an image; what lies between decides how the image
 * grows. {@link dev.phosphene.image.Pixels} are the tutorial's; {@link dev.phosphene.image.Fourier}
 * with decorrelated colors is what makes images look natural.
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
 * <p>There are more ways to the same image. {@link dev.phosphene.image.FreePixels} are pixels
 * without bounds, {@link dev.phosphene.image.LaplacianPyramid} adds coarser planes to them, {@link
 * dev.phosphene.image.SharedLowRes} shares such planes in a batch, {@link dev.phosphene.image.Maco}
 * frees only the phases under the {@link dev.phosphene.image.Spectrum} of natural images, and
 * {@link dev.phosphene.image.Cppn} draws with a small network. {@link dev.phosphene.image.ToRgb}
 * says how planes become colors. A shape of four planes has alpha as its fourth: {@code
 * transform.OnBackground} lays such an image over something, {@link
 * dev.phosphene.image.Transparency} makes it pay for paint.
 */
@NullMarked
package dev.phosphene.image;

import org.jspecify.annotations.NullMarked;
