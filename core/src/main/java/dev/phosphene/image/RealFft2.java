package dev.phosphene.image;

import java.util.Arrays;

/**
 * Two-dimensional Fourier transform of real planes {@code [h, w]} to half spectra {@code [h,
 * w/2+1]} and back, of any size, unnormalized in both directions (so a round trip multiplies by
 * h·w). A spectrum is a real plane followed by an imaginary one. Keeps buffers; serves one thread.
 *
 * <p>Rows go through the complex transform in pairs, one as the real and one as the imaginary part
 * (Press et al., Numerical Recipes, 3rd ed., section 12.3): row r with row r + pairs.
 */
public final class RealFft2 {
  /** No factors. */
  static final float[][] UNSCALED = {};

  private final int h;
  private final int w;
  private final int most;
  private final int half;
  private final int pairs;
  private final Fft vertical;
  private final Fft horizontal;

  /**
   * One of these holds the spectra by rows, {@code [h][planes · half]}, the other the pairs of rows
   * by columns, {@code [w][planes · pairs]}; each is the other's work space.
   */
  private final Grid a;

  private final Grid b;

  /** Complex rows. Mirrored row k is row (w − k) mod w. */
  private record Grid(float[][] re, float[][] im, float[][] mirroredRe, float[][] mirroredIm) {
    /** Makes rows that hold the larger of two matrices. */
    static Grid of(int h, int columns, int w, int otherColumns) {
      float[][] re = new float[Math.max(h, w)][];
      float[][] im = new float[re.length][];
      for (int y = 0; y < re.length; y++) {
        int size = Math.max(y < h ? columns : 0, y < w ? otherColumns : 0);
        re[y] = new float[size];
        im[y] = new float[size];
      }
      float[][] mirroredRe = new float[w][];
      float[][] mirroredIm = new float[w][];
      for (int k = 0; k < w; k++) {
        mirroredRe[k] = re[(w - k) % w];
        mirroredIm[k] = im[(w - k) % w];
      }
      return new Grid(re, im, mirroredRe, mirroredIm);
    }
  }

  private RealFft2(int h, int w, int most) {
    this.h = h;
    this.w = w;
    this.most = most;
    half = w / 2 + 1;
    pairs = (h + 1) / 2;
    vertical = Fft.of(h, most * half);
    horizontal = Fft.of(w, most * pairs);
    a = Grid.of(2 * pairs, most * half, w, most * pairs);
    b = Grid.of(2 * pairs, most * half, w, most * pairs);
  }

  /** Makes a plan for single planes of {@code h × w}. */
  public static RealFft2 of(int h, int w) {
    return new RealFft2(h, w, 1);
  }

  /**
   * Makes a plan for up to {@code most} contiguous planes of {@code h × w} at a time, which is
   * faster.
   */
  static RealFft2 of(int h, int w, int most) {
    return new RealFft2(h, w, most);
  }

  /**
   * Returns real factors of a spectrum, the same for real and imaginary parts and for each plane.
   *
   * @param plane {@code [h, w/2+1]}
   */
  float[][] factors(float[] plane) {
    float[][] rows = new float[h][most * half];
    for (int y = 0; y < h; y++) {
      for (int p = 0; p < most; p++) {
        System.arraycopy(plane, y * half, rows[y], p * half, half);
      }
    }
    return rows;
  }

  /** Returns the number of values of one plane's spectrum: 2·h·(w/2+1). */
  public int spectrumSize() {
    return 2 * h * half;
  }

  /**
   * Computes {@code plane_yx = Σ c_l Re(X_kl exp(2πi(ky/h + lx/w)))} with c = 1 for the zero and
   * the Nyquist column and 2 for those between: numpy's irfft2 times h·w.
   *
   * @param from index of the spectrum's first value
   * @param to index of the plane's first value
   */
  public void inverse(float[] spectrum, int from, float[] plane, int to) {
    inverse(1, spectrum, from, UNSCALED, plane, to);
  }

  /**
   * Transforms several spectra.
   *
   * @param count number of spectra, no more than the plan allows
   * @param factors from {@link #factors}, or none
   */
  void inverse(int count, float[] spectra, int from, float[][] factors, float[] planes, int to) {
    int size = spectrumSize();
    for (int y = 0; y < h; y++) {
      for (int p = 0; p < count; p++) {
        System.arraycopy(spectra, from + p * size + y * half, a.re[y], p * half, half);
        System.arraycopy(spectra, from + p * size + (h + y) * half, a.im[y], p * half, half);
      }
    }
    scale(count, a, factors);
    vertical.transform(a.im, a.re, b.im, b.re, count * half);
    Grid rows = vertical.moves() ? b : a;
    Grid columns = vertical.moves() ? a : b;
    pair(count, rows, columns);
    horizontal.transform(columns.im, columns.re, rows.im, rows.re, count * pairs);
    Grid done = horizontal.moves() ? rows : columns;
    for (int p = 0; p < count; p++) {
      int at = to + p * h * w;
      ComplexRows.toFlat(done.re, p * pairs, w, planes, at, pairs);
      ComplexRows.toFlat(done.im, p * pairs, w, planes, at + pairs * w, h - pairs);
    }
  }

  /** Computes {@code X_kl = Σ plane_yx exp(−2πi(ky/h + lx/w))}: numpy's rfft2. */
  public void forward(float[] plane, int from, float[] spectrum, int to) {
    forward(1, plane, from, UNSCALED, spectrum, to);
  }

  /**
   * Transforms several planes, and multiplies the spectra by {@code factors}; as {@link #inverse}.
   */
  void forward(int count, float[] planes, int from, float[][] factors, float[] spectra, int to) {
    for (int p = 0; p < count; p++) {
      int at = from + p * h * w;
      ComplexRows.fromFlat(planes, at, pairs, a.re, p * pairs, w);
      ComplexRows.fromFlat(planes, at + pairs * w, h - pairs, a.im, p * pairs, w);
      for (int x = 0; x < w && h % 2 == 1; x++) {
        a.im[x][(p + 1) * pairs - 1] = 0; // the last of an odd number of rows has no partner
      }
    }
    horizontal.transform(a.re, a.im, b.re, b.im, count * pairs);
    Grid columns = horizontal.moves() ? b : a;
    Grid rows = horizontal.moves() ? a : b;
    part(count, columns, rows);
    vertical.transform(rows.re, rows.im, columns.re, columns.im, count * half);
    Grid done = vertical.moves() ? columns : rows;
    scale(count, done, factors);
    int size = spectrumSize();
    for (int y = 0; y < h; y++) {
      for (int p = 0; p < count; p++) {
        System.arraycopy(done.re[y], p * half, spectra, to + p * size + y * half, half);
        System.arraycopy(done.im[y], p * half, spectra, to + p * size + (h + y) * half, half);
      }
    }
  }

  private void scale(int count, Grid rows, float[][] factors) {
    for (int y = 0; y < factors.length; y++) {
      ComplexRows.multiply(count * half, rows.re[y], rows.im[y], factors[y]);
    }
  }

  /**
   * Combines the spectra of single rows into those of pairs: A + iB, and at w − k the value at −k.
   */
  private void pair(int count, Grid rows, Grid columns) {
    float[][] re = rows.re;
    float[][] im = rows.im;
    if (h % 2 == 1) {
      Arrays.fill(re[h], 0, count * half, 0);
      Arrays.fill(im[h], 0, count * half, 0);
    }
    for (int p = 0; p < count; p++) {
      int from = p * half;
      for (int r = 0; r < pairs; r++) {
        unimagined(im[r], from);
        unimagined(im[pairs + r], from);
        ComplexRows.pair(from, from + half, re[r], im[r], re[pairs + r], im[pairs + r]);
      }
      int to = p * pairs;
      int mirrored = (w - 1) / 2;
      ComplexRows.transpose(re, 0, from, pairs, columns.re, 0, to, half);
      ComplexRows.transpose(im, 0, from, pairs, columns.im, 0, to, half);
      ComplexRows.transpose(re, pairs, from + 1, pairs, columns.mirroredRe, 1, to, mirrored);
      ComplexRows.transpose(im, pairs, from + 1, pairs, columns.mirroredIm, 1, to, mirrored);
    }
  }

  /** Clears the imaginary part at the zero and the Nyquist frequency of a real row's spectrum. */
  private void unimagined(float[] im, int from) {
    im[from] = 0;
    if (w % 2 == 0) {
      im[from + half - 1] = 0;
    }
  }

  /** Inverts {@link #pair}. */
  private void part(int count, Grid columns, Grid rows) {
    float[][] re = rows.re;
    float[][] im = rows.im;
    for (int p = 0; p < count; p++) {
      int from = p * pairs;
      int to = p * half;
      ComplexRows.transpose(columns.re, 0, from, half, re, 0, to, pairs);
      ComplexRows.transpose(columns.im, 0, from, half, im, 0, to, pairs);
      ComplexRows.transpose(columns.mirroredRe, 0, from, half, re, pairs, to, pairs);
      ComplexRows.transpose(columns.mirroredIm, 0, from, half, im, pairs, to, pairs);
      for (int r = 0; r < pairs; r++) {
        ComplexRows.part(to, to + half, re[r], im[r], re[pairs + r], im[pairs + r]);
      }
    }
  }
}
