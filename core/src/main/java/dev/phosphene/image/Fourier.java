package dev.phosphene.image;

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
  private final RealFft2 fft;
  private final float[] scale;

  /** The factor from a forward transform to the adjoint: doubled between zero and Nyquist. */
  private final float[] adjointScale;

  private final float[] spectrum;

  private Fourier(Shape picture, double decay) {
    this.picture = picture;
    int h = picture.h();
    int w = picture.w();
    int half = w / 2 + 1;
    fft = RealFft2.of(h, w);
    spectrum = new float[fft.spectrumSize()];
    scale = new float[spectrum.length];
    adjointScale = new float[spectrum.length];
    float[] frequencies = frequencies(h, w);
    double lowest = 1.0 / Math.max(w, h);
    double norm = CONTRAST * Math.sqrt((double) w * h) / ((double) w * h);
    for (int i = 0; i < scale.length; i++) {
      int k = i % (h * half);
      scale[i] = (float) (norm * Math.pow(1 / Math.max(frequencies[k], lowest), decay));
      boolean once = k % half == 0 || 2 * (k % half) == w;
      adjointScale[i] = once ? scale[i] : 2 * scale[i];
    }
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
  public int size() {
    return picture.n() * picture.c() * spectrum.length;
  }

  @Override
  public void apply(float[] parameters, float[] planes) {
    int area = picture.h() * picture.w();
    for (int plane = 0; plane < picture.n() * picture.c(); plane++) {
      int from = plane * spectrum.length;
      for (int i = 0; i < spectrum.length; i++) {
        spectrum[i] = parameters[from + i] * scale[i];
      }
      fft.inverse(spectrum, 0, planes, plane * area);
    }
  }

  @Override
  public void adjoint(float[] planes, float[] parameters) {
    transform(planes, parameters, adjointScale, false);
  }

  /** Exact up to rounding: the transform is invertible. */
  @Override
  public float[] fit(float[] planes) {
    float[] parameters = new float[size()];
    transform(planes, parameters, scale, true);
    return parameters;
  }

  private void transform(float[] planes, float[] parameters, float[] factors, boolean divide) {
    int area = picture.h() * picture.w();
    for (int plane = 0; plane < picture.n() * picture.c(); plane++) {
      int to = plane * spectrum.length;
      fft.forward(planes, plane * area, parameters, to);
      for (int i = 0; i < spectrum.length; i++) {
        float factor = divide ? 1 / (area * factors[i]) : factors[i];
        parameters[to + i] *= factor;
      }
    }
  }
}
