package dev.phosphene.image;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;

/**
 * An image as its half spectrum, scaled so that an optimizer gives all frequencies the same energy:
 * parameters N(0, .01), planes = irfft2(scale · z)/4 with scale = √(w·h) · g · max(f, 1/max(w,
 * h))^−decay. This preconditioning favors the low frequencies that dominate natural images.
 *
 * <p>The gain is g = √(Σ c · max(f, 1/max(w, h))^−2 / Σ c · max(f, 1/max(w, h))^−2·decay), sums
 * over the half spectrum with c = 1 in its first column and at Nyquist's, else 4. It is 1 for
 * Lucid's decay of 1. With it the planes of random parameters have the same expected variance for
 * every decay, and so has an optimizer's update that moves all parameters equally.
 *
 * <p>The parameters of one plane are {@code [2, h, w/2+1]}, real before imaginary. Any size works,
 * including odd and non-square ones.
 *
 * <p>Source: tensorflow/lucid lucid/optvis/param/spatial.py, fft_image.
 */
public final class Fourier implements Planes {
  /** Lucid's factor: makes the contrast similar to that of pixel parameters. */
  private static final float CONTRAST = 0.25f;

  private final Shape picture;
  private final PlaneSpectra fft;

  /** The scale of one plane's half spectrum, {@code [h, w/2+1]}. */
  private final float[] scale;

  /** The scale in the transform's format. */
  private final float[][] scales;

  /**
   * Factors from a forward transform to the adjoint: the scale, doubled between zero and Nyquist.
   */
  private final float[][] adjointScales;

  private Fourier(Shape picture, double decay) {
    this.picture = picture;
    int h = picture.h();
    int w = picture.w();
    int half = w / 2 + 1;
    fft = new PlaneSpectra(picture);
    scale = new float[h * half];
    float[] adjoint = new float[scale.length];
    float[] frequencies = frequencies(h, w);
    double lowest = 1.0 / Math.max(w, h);
    double norm = CONTRAST * Math.sqrt((double) w * h) / ((double) w * h);
    if (decay != 1) {
      norm *= Math.sqrt(energy(frequencies, lowest, half, w, 1));
      norm /= Math.sqrt(energy(frequencies, lowest, half, w, decay));
    }
    for (int k = 0; k < scale.length; k++) {
      scale[k] = (float) (norm * Math.pow(1 / Math.max(frequencies[k], lowest), decay));
      adjoint[k] = once(k, half, w) ? scale[k] : 2 * scale[k];
    }
    scales = fft.factors(scale);
    adjointScales = fft.factors(adjoint);
  }

  /**
   * Returns a number proportional to the variance of a plane of random parameters. A coefficient
   * between zero and Nyquist contributes its variance, real and imaginary, at its frequency and at
   * the mirrored one; one on the edges shares it with its mirror in the same column.
   */
  private static double energy(float[] frequencies, double lowest, int half, int w, double decay) {
    double sum = 0;
    for (int k = 0; k < frequencies.length; k++) {
      double one = Math.pow(1 / Math.max(frequencies[k], lowest), 2 * decay);
      sum += once(k, half, w) ? one : 4 * one;
    }
    return sum;
  }

  /** Returns whether a frequency of the half spectrum has no mirrored counterpart. */
  private static boolean once(int k, int half, int w) {
    return k % half == 0 || 2 * (k % half) == w;
  }

  /** Returns Fourier coefficients of an image {@code [n, c, h, w]} with Lucid's decay of 1. */
  public static Parameterization of(Shape picture, ToRgb color) {
    return of(picture, color, 1);
  }

  /**
   * Returns Fourier coefficients of an image {@code [n, c, h, w]}.
   *
   * @param decay exponent of 1/f; 0 gives all frequencies the same weight
   */
  public static Parameterization of(Shape picture, ToRgb color, double decay) {
    return new ColoredPlanes(picture, new Fourier(picture, decay), color);
  }

  /** Returns linear Fourier planes, without a color map. */
  static Planes planes(Shape picture, double decay) {
    return new Fourier(picture, decay);
  }

  /** Returns the frequencies {@code [h, w/2+1]} in cycles per pixel: √(fy² + fx²). */
  public static float[] frequencies(int h, int w) {
    int half = w / 2 + 1;
    float[] frequencies = new float[h * half];
    for (int y = 0; y < h; y++) {
      double fy = (double) Math.min(y, h - y) / h;
      for (int x = 0; x < half; x++) {
        frequencies[y * half + x] = (float) Math.hypot(fy, (double) x / w);
      }
    }
    return frequencies;
  }

  @Override
  public void use(Parallel threads) {
    fft.use(threads);
  }

  @Override
  public int size() {
    return picture.n() * picture.c() * fft.size();
  }

  @Override
  public void apply(float[] parameters, float[] planes) {
    fft.inverse(parameters, scales, planes);
  }

  @Override
  public void adjoint(float[] planes, float[] parameters) {
    fft.forward(planes, adjointScales, parameters);
  }

  /** Inverts the transform, exactly up to rounding. */
  @Override
  public float[] fit(float[] planes) {
    float[] inverse = new float[scale.length];
    for (int i = 0; i < inverse.length; i++) {
      inverse[i] = 1 / (picture.h() * picture.w() * scale[i]);
    }
    float[] parameters = new float[size()];
    fft.forward(planes, fft.factors(inverse), parameters);
    return parameters;
  }
}
