package dev.phosphene.image;

/**
 * Two-dimensional Fourier transform of real planes {@code [h, w]} to half spectra {@code [h,
 * w/2+1]} and back, any size, unnormalised both ways (so there and back multiplies by h·w). A
 * spectrum is a real plane followed by an imaginary one. Keeps buffers: serves one thread.
 *
 * <p>Rows go through the complex transform in pairs, one as the real and one as the imaginary part
 * (Press et al., Numerical Recipes, 3rd ed., section 12.3).
 */
public final class RealFft2 {
  private final int h;
  private final int w;
  private final int half;
  private final int pairs;
  private final Fft vertical;
  private final Fft horizontal;

  /** Spectra by rows: {@code [h][half]}. */
  private final float[][] re;

  private final float[][] im;
  private final float[][] workRe;
  private final float[][] workIm;

  /** Spectra of single rows by columns, {@code [half][pairs]}: upper rows a, lower rows b. */
  private final float[][] ar;

  private final float[][] ai;
  private final float[][] br;
  private final float[][] bi;

  /** Pairs of rows by columns: {@code [w][pairs]}. */
  private final float[][] upper;

  private final float[][] lower;
  private final float[][] workUpper;
  private final float[][] workLower;

  /** The plane by rows, {@code [h][w]}. */
  private final float[][] rows;

  private RealFft2(int h, int w) {
    this.h = h;
    this.w = w;
    half = w / 2 + 1;
    pairs = (h + 1) / 2;
    vertical = Fft.of(h, half);
    horizontal = Fft.of(w, pairs);
    re = new float[h][half];
    im = new float[h][half];
    workRe = new float[h][half];
    workIm = new float[h][half];
    ar = new float[half][pairs];
    ai = new float[half][pairs];
    br = new float[half][pairs];
    bi = new float[half][pairs];
    upper = new float[w][pairs];
    lower = new float[w][pairs];
    workUpper = new float[w][pairs];
    workLower = new float[w][pairs];
    rows = new float[h][w];
  }

  /** A plan for planes of {@code h × w}. */
  public static RealFft2 of(int h, int w) {
    return new RealFft2(h, w);
  }

  /** Values of a spectrum: 2·h·(w/2+1). */
  public int spectrumSize() {
    return 2 * h * half;
  }

  /**
   * {@code plane_yx = Σ c_l Re(X_kl exp(2πi(ky/h + lx/w)))} with c = 1 for the zero and the Nyquist
   * column and 2 for those between: numpy's irfft2 times h·w.
   *
   * @param from index of the spectrum's first value
   * @param to index of the plane's first value
   */
  public void inverse(float[] spectrum, int from, float[] plane, int to) {
    for (int y = 0; y < h; y++) {
      System.arraycopy(spectrum, from + y * half, re[y], 0, half);
      System.arraycopy(spectrum, from + (h + y) * half, im[y], 0, half);
    }
    vertical.transform(im, re, workIm, workRe);
    Rows.transpose(re, 0, pairs, ar, 0, half);
    Rows.transpose(im, 0, pairs, ai, 0, half);
    Rows.transpose(re, pairs, h - pairs, br, 0, half);
    Rows.transpose(im, pairs, h - pairs, bi, 0, half);
    for (int k = 0; k < half; k++) {
      if (k == 0 || 2 * k == w) {
        Rows.copy(pairs, ar[k], br[k], upper[k], lower[k]);
      } else {
        int mirror = w - k;
        Rows.pack(
            pairs, ar[k], ai[k], br[k], bi[k], upper[k], lower[k], upper[mirror], lower[mirror]);
      }
    }
    horizontal.transform(lower, upper, workLower, workUpper);
    Rows.transpose(upper, 0, w, rows, 0, pairs);
    for (int y = 0; y < pairs; y++) {
      System.arraycopy(rows[y], 0, plane, to + y * w, w);
    }
    Rows.transpose(lower, 0, w, rows, 0, h - pairs);
    for (int y = pairs; y < h; y++) {
      System.arraycopy(rows[y - pairs], 0, plane, to + y * w, w);
    }
  }

  /** {@code X_kl = Σ plane_yx exp(−2πi(ky/h + lx/w))}: numpy's rfft2. */
  public void forward(float[] plane, int from, float[] spectrum, int to) {
    for (int y = 0; y < h; y++) {
      System.arraycopy(plane, from + y * w, rows[y], 0, w);
    }
    if (h % 2 == 1) {
      for (float[] row : lower) {
        row[pairs - 1] = 0;
      }
    }
    Rows.transpose(rows, 0, pairs, upper, 0, w);
    Rows.transpose(rows, pairs, h - pairs, lower, 0, w);
    horizontal.transform(upper, lower, workUpper, workLower);
    for (int k = 0; k < half; k++) {
      int mirror = (w - k) % w;
      Rows.unpack(
          pairs, upper[k], lower[k], upper[mirror], lower[mirror], ar[k], ai[k], br[k], bi[k]);
    }
    Rows.transpose(ar, 0, half, re, 0, pairs);
    Rows.transpose(ai, 0, half, im, 0, pairs);
    Rows.transpose(br, 0, half, re, pairs, h - pairs);
    Rows.transpose(bi, 0, half, im, pairs, h - pairs);
    vertical.transform(re, im, workRe, workIm);
    for (int y = 0; y < h; y++) {
      System.arraycopy(re[y], 0, spectrum, to + y * half, half);
      System.arraycopy(im[y], 0, spectrum, to + (h + y) * half, half);
    }
  }
}
