package dev.phosphene.image;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;

/**
 * A picture as its half spectrum, in which all frequencies move with the same energy: parameters
 * N(0, .01), planes = irfft2(scale · z)/4 with scale = √(w·h) · max(f, 1/max(w, h))^−decay. This
 * preconditioning favours the low frequencies that dominate natural pictures.
 *
 * <p>The parameters of one plane are {@code [2, h, w/2+1]}, real before imaginary. Any size, odd
 * and non-square too.
 *
 * <p>Source: tensorflow/lucid lucid/optvis/param/spatial.py, fft_image.
 */
public final class Fourier implements Planes {
  /** Lucid: makes the contrast about that of pixel parameters. */
  private static final float CONTRAST = 0.25f;

  private final Shape picture;
  private final PlaneSpectra fft;

  /** Of one plane's half spectrum, {@code [h, w/2+1]}. */
  private final float[] scale;

  /** The scale, as the transform takes it. */
  private final float[][] scales;

  /** From a forward transform to the adjoint: the scale, doubled between zero and Nyquist. */
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
    for (int k = 0; k < scale.length; k++) {
      scale[k] = (float) (norm * Math.pow(1 / Math.max(frequencies[k], lowest), decay));
      boolean once = k % half == 0 || 2 * (k % half) == w;
      adjoint[k] = once ? scale[k] : 2 * scale[k];
    }
    scales = fft.factors(scale);
    adjointScales = fft.factors(adjoint);
  }

  /** Fourier pixels of a picture {@code [n, c, h, w]} with Lucid's decay of 1. */
  public static Parameterisation of(Shape picture, Colour colour) {
    return of(picture, colour, 1);
  }

  /**
   * Fourier pixels of a picture {@code [n, c, h, w]}.
   *
   * @param decay exponent of 1/f; 0 gives all frequencies the same weight
   */
  public static Parameterisation of(Shape picture, Colour colour, double decay) {
    return new Painted(picture, new Fourier(picture, decay), colour);
  }

  /** Linear Fourier planes, to be summed or painted. */
  static Planes planes(Shape picture, double decay) {
    return new Fourier(picture, decay);
  }

  /** Frequencies {@code [h, w/2+1]} in cycles per pixel: √(fy² + fx²). */
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

  /** Exact up to rounding: the transform is invertible. */
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
