package dev.phosphene.image;

/**
 * Loops over rows of complex values, real and imaginary parts apart. Each is small and uses one
 * index, so that C2 turns it into vector code, in JDK 17 as well as in later ones.
 */
final class Rows {
  private Rows() {}

  static void copy(int n, float[] ar, float[] ai, float[] yr, float[] yi) {
    System.arraycopy(ar, 0, yr, 0, n);
    System.arraycopy(ai, 0, yi, 0, n);
  }

  /** y = a + b. */
  static void sum(int n, float[] ar, float[] ai, float[] br, float[] bi, float[] yr, float[] yi) {
    for (int q = 0; q < n; q++) {
      yr[q] = ar[q] + br[q];
      yi[q] = ai[q] + bi[q];
    }
  }

  /** y = a + factor · b; y may be a. */
  static void sum(
      int n, float[] ar, float[] ai, float[] br, float[] bi, float factor, float[] yr, float[] yi) {
    for (int q = 0; q < n; q++) {
      yr[q] = ar[q] + br[q] * factor;
      yi[q] = ai[q] + bi[q] * factor;
    }
  }

  /** y = (a + b)(c + di). */
  static void rotatedSum(
      int n,
      float[] ar,
      float[] ai,
      float[] br,
      float[] bi,
      float c,
      float d,
      float[] yr,
      float[] yi) {
    for (int q = 0; q < n; q++) {
      float er = ar[q] + br[q];
      float ei = ai[q] + bi[q];
      yr[q] = er * c - ei * d;
      yi[q] = er * d + ei * c;
    }
  }

  /** y = (a − b)(c + di). */
  static void rotatedDifference(
      int n,
      float[] ar,
      float[] ai,
      float[] br,
      float[] bi,
      float c,
      float d,
      float[] yr,
      float[] yi) {
    for (int q = 0; q < n; q++) {
      float er = ar[q] - br[q];
      float ei = ai[q] - bi[q];
      yr[q] = er * c - ei * d;
      yi[q] = er * d + ei * c;
    }
  }

  /** y = a(c + di); y may be a. */
  static void rotate(int n, float[] ar, float[] ai, float c, float d, float[] yr, float[] yi) {
    for (int q = 0; q < n; q++) {
      float er = ar[q];
      float ei = ai[q];
      yr[q] = er * c - ei * d;
      yi[q] = er * d + ei * c;
    }
  }

  /** {@code low = a + ib} and {@code high = conj(a) + i·conj(b)}: two real rows' spectra as one. */
  static void pack(
      int n,
      float[] ar,
      float[] ai,
      float[] br,
      float[] bi,
      float[] lowRe,
      float[] lowIm,
      float[] highRe,
      float[] highIm) {
    for (int q = 0; q < n; q++) {
      lowRe[q] = ar[q] - bi[q];
      lowIm[q] = ai[q] + br[q];
    }
    for (int q = 0; q < n; q++) {
      highRe[q] = ar[q] + bi[q];
      highIm[q] = br[q] - ai[q];
    }
  }

  /** The inverse of {@link #pack}. */
  static void unpack(
      int n,
      float[] lowRe,
      float[] lowIm,
      float[] highRe,
      float[] highIm,
      float[] ar,
      float[] ai,
      float[] br,
      float[] bi) {
    for (int q = 0; q < n; q++) {
      ar[q] = 0.5f * (lowRe[q] + highRe[q]);
      ai[q] = 0.5f * (lowIm[q] - highIm[q]);
    }
    for (int q = 0; q < n; q++) {
      br[q] = 0.5f * (lowIm[q] + highIm[q]);
      bi[q] = 0.5f * (highRe[q] - lowRe[q]);
    }
  }

  /**
   * {@code to[toRow + x][r] = from[fromRow + r][x]} for r below {@code rows} and x below {@code
   * columns}, four rows at a time.
   */
  static void transpose(
      float[][] from, int fromRow, int rows, float[][] to, int toRow, int columns) {
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      float[] a = from[fromRow + r];
      float[] b = from[fromRow + r + 1];
      float[] c = from[fromRow + r + 2];
      float[] d = from[fromRow + r + 3];
      for (int x = 0; x < columns; x++) {
        float[] y = to[toRow + x];
        y[r] = a[x];
        y[r + 1] = b[x];
        y[r + 2] = c[x];
        y[r + 3] = d[x];
      }
    }
    for (; r < rows; r++) {
      for (int x = 0; x < columns; x++) {
        to[toRow + x][r] = from[fromRow + r][x];
      }
    }
  }
}
