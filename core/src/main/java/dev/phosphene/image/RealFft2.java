package dev.phosphene.image;

/**
 * Two-dimensional Fourier transform of real planes {@code [h, w]} to half spectra {@code [h,
 * w/2+1]} and back, any size, unnormalised both ways (so there and back multiplies by h·w). A
 * spectrum is a real plane followed by an imaginary one. A plan takes one plane at a time, or
 * several that lie one after the other. Keeps buffers: serves one thread.
 *
 * <p>Rows go through the complex transform in pairs, one as the real and one as the imaginary part
 * (Press et al., Numerical Recipes, 3rd ed., section 12.3).
 */
public final class RealFft2 {
  /** Rows of this many values still keep the buffers of usual pictures in the caches. */
  private static final int MOST_COLUMNS = 240;

  private static final float[][] UNSCALED = {};

  private final int h;
  private final int w;
  private final int count;
  private final int half;
  private final int pairs;
  private final Fft vertical;
  private final Fft horizontal;

  /** Spectra by rows: {@code [h][count · half]}. */
  private final float[][] re;

  private final float[][] im;
  private final float[][] workRe;
  private final float[][] workIm;

  /** Spectra of single rows by columns, {@code [half][count · pairs]}: upper rows a, lower b. */
  private final float[][] ar;

  private final float[][] ai;
  private final float[][] br;
  private final float[][] bi;

  /** Pairs of rows by columns: {@code [w][count · pairs]}. */
  private final float[][] upper;

  private final float[][] lower;
  private final float[][] workUpper;
  private final float[][] workLower;

  private RealFft2(int h, int w, int count) {
    this.h = h;
    this.w = w;
    this.count = count;
    half = w / 2 + 1;
    pairs = (h + 1) / 2;
    vertical = Fft.of(h, count * half);
    horizontal = Fft.of(w, count * pairs);
    re = new float[h][count * half];
    im = new float[h][count * half];
    workRe = new float[h][count * half];
    workIm = new float[h][count * half];
    ar = new float[half][count * pairs];
    ai = new float[half][count * pairs];
    br = new float[half][count * pairs];
    bi = new float[half][count * pairs];
    upper = new float[w][count * pairs];
    lower = new float[w][count * pairs];
    workUpper = new float[w][count * pairs];
    workLower = new float[w][count * pairs];
  }

  /** A plan for single planes of {@code h × w}. */
  public static RealFft2 of(int h, int w) {
    return new RealFft2(h, w, 1);
  }

  /** A plan for as many planes at once as is fast, such that {@code planes} is a multiple. */
  static RealFft2 of(int h, int w, int planes) {
    int count = Math.max(1, Math.min(planes, MOST_COLUMNS / Math.max(w / 2 + 1, (h + 1) / 2)));
    while (planes % count != 0) {
      count--;
    }
    return new RealFft2(h, w, count);
  }

  /** How many planes one call transforms. */
  int count() {
    return count;
  }

  /**
   * Real factors of a spectrum, the same for real and imaginary parts and for each plane.
   *
   * @param plane {@code [h, w/2+1]}
   */
  float[][] factors(float[] plane) {
    float[][] rows = new float[h][count * half];
    for (int y = 0; y < h; y++) {
      for (int p = 0; p < count; p++) {
        System.arraycopy(plane, y * half, rows[y], p * half, half);
      }
    }
    return rows;
  }

  private void scale(float[][] factors) {
    for (int y = 0; y < factors.length; y++) {
      Rows.multiply(count * half, re[y], im[y], factors[y]);
    }
  }

  /** Values of one plane's spectrum: 2·h·(w/2+1). */
  public int spectrumSize() {
    return 2 * h * half;
  }

  /**
   * {@code plane_yx = Σ c_l Re(X_kl exp(2πi(ky/h + lx/w)))} with c = 1 for the zero and the Nyquist
   * column and 2 for those between: numpy's irfft2 times h·w.
   *
   * @param from index of the first spectrum's first value
   * @param to index of the first plane's first value
   */
  public void inverse(float[] spectrum, int from, float[] plane, int to) {
    inverse(spectrum, from, UNSCALED, plane, to);
  }

  /** The same of the spectrum times {@code factors}, which {@link #factors} made. */
  void inverse(float[] spectrum, int from, float[][] factors, float[] plane, int to) {
    int at = from;
    for (int p = 0; p < count; p++, at += spectrumSize()) {
      for (int y = 0; y < h; y++) {
        System.arraycopy(spectrum, at + y * half, re[y], p * half, half);
        System.arraycopy(spectrum, at + (h + y) * half, im[y], p * half, half);
      }
    }
    scale(factors);
    vertical.transform(im, re, workIm, workRe);
    for (int p = 0; p < count; p++) {
      Rows.transpose(re, 0, p * half, pairs, ar, 0, p * pairs, half);
      Rows.transpose(im, 0, p * half, pairs, ai, 0, p * pairs, half);
      Rows.transpose(re, pairs, p * half, h - pairs, br, 0, p * pairs, half);
      Rows.transpose(im, pairs, p * half, h - pairs, bi, 0, p * pairs, half);
    }
    int columns = count * pairs;
    for (int k = 0; k < half; k++) {
      if (k == 0 || 2 * k == w) {
        Rows.copy(columns, ar[k], br[k], upper[k], lower[k]);
      } else {
        int m = w - k;
        Rows.pack(columns, ar[k], ai[k], br[k], bi[k], upper[k], lower[k], upper[m], lower[m]);
      }
    }
    horizontal.transform(lower, upper, workLower, workUpper);
    at = to;
    for (int p = 0; p < count; p++, at += h * w) {
      Rows.toFlat(upper, p * pairs, w, plane, at, pairs);
      Rows.toFlat(lower, p * pairs, w, plane, at + pairs * w, h - pairs);
    }
  }

  /** {@code X_kl = Σ plane_yx exp(−2πi(ky/h + lx/w))}: numpy's rfft2. */
  public void forward(float[] plane, int from, float[] spectrum, int to) {
    forward(plane, from, UNSCALED, spectrum, to);
  }

  /** The same, the spectrum times {@code factors}, which {@link #factors} made. */
  void forward(float[] plane, int from, float[][] factors, float[] spectrum, int to) {
    int at = from;
    for (int p = 0; p < count; p++, at += h * w) {
      Rows.fromFlat(plane, at, pairs, upper, p * pairs, w);
      Rows.fromFlat(plane, at + pairs * w, h - pairs, lower, p * pairs, w);
      if (h % 2 == 1) {
        for (float[] row : lower) {
          row[(p + 1) * pairs - 1] = 0;
        }
      }
    }
    horizontal.transform(upper, lower, workUpper, workLower);
    int columns = count * pairs;
    for (int k = 0; k < half; k++) {
      int m = (w - k) % w;
      Rows.unpack(columns, upper[k], lower[k], upper[m], lower[m], ar[k], ai[k], br[k], bi[k]);
    }
    for (int p = 0; p < count; p++) {
      Rows.transpose(ar, 0, p * pairs, half, re, 0, p * half, pairs);
      Rows.transpose(ai, 0, p * pairs, half, im, 0, p * half, pairs);
      Rows.transpose(br, 0, p * pairs, half, re, pairs, p * half, h - pairs);
      Rows.transpose(bi, 0, p * pairs, half, im, pairs, p * half, h - pairs);
    }
    vertical.transform(re, im, workRe, workIm);
    scale(factors);
    at = to;
    for (int p = 0; p < count; p++, at += spectrumSize()) {
      for (int y = 0; y < h; y++) {
        System.arraycopy(re[y], p * half, spectrum, at + y * half, half);
        System.arraycopy(im[y], p * half, spectrum, at + (h + y) * half, half);
      }
    }
  }
}
