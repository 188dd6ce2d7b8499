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
  private final float[] ar;
  private final float[] ai;
  private final float[] br;
  private final float[] bi;

  private RealFft2(int h, int w) {
    this.h = h;
    this.w = w;
    half = w / 2 + 1;
    pairs = (h + 1) / 2;
    vertical = Fft.of(h, half);
    horizontal = Fft.of(w, pairs);
    int room = Math.max(2 * pairs * half, w * pairs);
    ar = new float[room];
    ai = new float[room];
    br = new float[room];
    bi = new float[room];
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
    int size = h * half;
    System.arraycopy(spectrum, from, ar, 0, size);
    System.arraycopy(spectrum, from + size, ai, 0, size);
    vertical.transform(ai, ar, bi, br);
    transpose(ar, 0, half, br, 0, 2 * pairs, h, half);
    transpose(ai, 0, half, bi, 0, 2 * pairs, h, half);
    for (int k = 0; k < half; k++) {
      pack(k);
    }
    horizontal.transform(ai, ar, bi, br);
    transpose(ar, 0, pairs, plane, to, w, w, pairs);
    transpose(ai, 0, pairs, plane, to + pairs * w, w, w, h - pairs);
  }

  /** {@code X_kl = Σ plane_yx exp(−2πi(ky/h + lx/w))}: numpy's rfft2. */
  public void forward(float[] plane, int from, float[] spectrum, int to) {
    int size = h * half;
    transpose(plane, from, w, ar, 0, pairs, pairs, w);
    transpose(plane, from + pairs * w, w, ai, 0, pairs, h - pairs, w);
    if (h % 2 == 1) {
      for (int x = 0; x < w; x++) {
        ai[x * pairs + pairs - 1] = 0;
      }
    }
    horizontal.transform(ar, ai, br, bi);
    for (int k = 0; k < half; k++) {
      unpack(k);
    }
    transpose(br, 0, 2 * pairs, ar, 0, half, half, h);
    transpose(bi, 0, 2 * pairs, ai, 0, half, half, h);
    vertical.transform(ar, ai, br, bi);
    System.arraycopy(ar, 0, spectrum, to, size);
    System.arraycopy(ai, 0, spectrum, to + size, size);
  }

  /** From half spectra A and B of two real rows to the spectrum A + iB of both. */
  private void pack(int k) {
    int a = 2 * pairs * k;
    int b = a + pairs;
    int low = pairs * k;
    if (k == 0 || 2 * k == w) {
      System.arraycopy(br, a, ar, low, pairs);
      System.arraycopy(br, b, ai, low, pairs);
      return;
    }
    int high = pairs * (w - k);
    for (int j = 0; j < pairs; j++) {
      ar[low + j] = br[a + j] - bi[b + j];
      ai[low + j] = bi[a + j] + br[b + j];
      ar[high + j] = br[a + j] + bi[b + j];
      ai[high + j] = br[b + j] - bi[a + j];
    }
  }

  /** The inverse of {@link #pack}. */
  private void unpack(int k) {
    int a = 2 * pairs * k;
    int b = a + pairs;
    int low = pairs * k;
    int high = pairs * ((w - k) % w);
    for (int j = 0; j < pairs; j++) {
      br[a + j] = 0.5f * (ar[low + j] + ar[high + j]);
      bi[a + j] = 0.5f * (ai[low + j] - ai[high + j]);
      br[b + j] = 0.5f * (ai[low + j] + ai[high + j]);
      bi[b + j] = 0.5f * (ar[high + j] - ar[low + j]);
    }
  }

  /**
   * {@code to[c][r] = from[r][c]} for {@code [rows, columns]}, in blocks that stay in the cache.
   */
  private static void transpose(
      float[] from,
      int fromStart,
      int fromStride,
      float[] to,
      int toStart,
      int toStride,
      int rows,
      int columns) {
    int block = 16;
    for (int r0 = 0; r0 < rows; r0 += block) {
      int r1 = Math.min(rows, r0 + block);
      for (int c0 = 0; c0 < columns; c0 += block) {
        int c1 = Math.min(columns, c0 + block);
        for (int c = c0; c < c1; c++) {
          int o = toStart + c * toStride;
          for (int r = r0; r < r1; r++) {
            to[o + r] = from[fromStart + r * fromStride + c];
          }
        }
      }
    }
  }
}
