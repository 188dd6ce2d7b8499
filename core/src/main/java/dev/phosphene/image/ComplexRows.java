package dev.phosphene.image;

/**
 * Loops over rows of complex values, with separate real and imaginary parts. Each loop is small and
 * uses one index, so that C2 vectorizes it, in JDK 17 as well as in later ones; two such loops are
 * faster than one larger loop that is not vectorized.
 */
final class ComplexRows {
  private ComplexRows() {}

  static void copy(int n, float[] ar, float[] ai, float[] yr, float[] yi) {
    System.arraycopy(ar, 0, yr, 0, n);
    System.arraycopy(ai, 0, yi, 0, n);
  }

  /** Computes y = a + b. */
  static void sum(int n, float[] ar, float[] ai, float[] br, float[] bi, float[] yr, float[] yi) {
    for (int q = 0; q < n; q++) {
      yr[q] = ar[q] + br[q];
      yi[q] = ai[q] + bi[q];
    }
  }

  /** Computes y = a + factor · b; y may be a. */
  static void sum(
      int n, float[] ar, float[] ai, float[] br, float[] bi, float factor, float[] yr, float[] yi) {
    for (int q = 0; q < n; q++) {
      yr[q] = ar[q] + br[q] * factor;
      yi[q] = ai[q] + bi[q] * factor;
    }
  }

  /** Computes y = a + b and z = a − b. */
  static void sumAndDifference(
      int n,
      float[] ar,
      float[] ai,
      float[] br,
      float[] bi,
      float[] yr,
      float[] yi,
      float[] zr,
      float[] zi) {
    for (int q = 0; q < n; q++) {
      float a = ar[q];
      float b = br[q];
      float c = ai[q];
      float d = bi[q];
      yr[q] = a + b;
      zr[q] = a - b;
      yi[q] = c + d;
      zi[q] = c - d;
    }
  }

  /** Computes y = a − b. */
  static void difference(
      int n, float[] ar, float[] ai, float[] br, float[] bi, float[] yr, float[] yi) {
    for (int q = 0; q < n; q++) {
      yr[q] = ar[q] - br[q];
      yi[q] = ai[q] - bi[q];
    }
  }

  /** Multiplies x by factors. */
  static void multiply(int n, float[] xr, float[] xi, float[] factors) {
    for (int q = 0; q < n; q++) {
      xr[q] *= factors[q];
      xi[q] *= factors[q];
    }
  }

  /** Computes y = a(c + di); y may be a. */
  static void rotate(int n, float[] ar, float[] ai, float c, float d, float[] yr, float[] yi) {
    for (int q = 0; q < n; q++) {
      float er = ar[q];
      float ei = ai[q];
      yr[q] = er * c - ei * d;
      yi[q] = er * d + ei * c;
    }
  }

  /** Sets {@code x ← a + ib} and {@code y ← conj(a) + i·conj(b)}, with a in x and b in y. */
  static void pair(int from, int to, float[] xr, float[] xi, float[] yr, float[] yi) {
    for (int q = from; q < to; q++) {
      float ar = xr[q];
      float ai = xi[q];
      float br = yr[q];
      float bi = yi[q];
      xr[q] = ar - bi;
      xi[q] = ai + br;
      yr[q] = ar + bi;
      yi[q] = br - ai;
    }
  }

  /** Inverts {@link #pair}. */
  static void part(int from, int to, float[] xr, float[] xi, float[] yr, float[] yi) {
    for (int q = from; q < to; q++) {
      float lowRe = xr[q];
      float lowIm = xi[q];
      float highRe = yr[q];
      float highIm = yi[q];
      xr[q] = 0.5f * (lowRe + highRe);
      xi[q] = 0.5f * (lowIm - highIm);
      yr[q] = 0.5f * (lowIm + highIm);
      yi[q] = 0.5f * (highRe - lowRe);
    }
  }

  /**
   * Sets {@code to[toRow + x][toColumn + r] = from[fromRow + r][fromColumn + x]} for r below {@code
   * rows} and x below {@code columns}, eight rows at a time.
   */
  static void transpose(
      float[][] from,
      int fromRow,
      int fromColumn,
      int rows,
      float[][] to,
      int toRow,
      int toColumn,
      int columns) {
    int r = 0;
    for (; r + 8 <= rows; r += 8) {
      float[] a = from[fromRow + r];
      float[] b = from[fromRow + r + 1];
      float[] c = from[fromRow + r + 2];
      float[] d = from[fromRow + r + 3];
      float[] e = from[fromRow + r + 4];
      float[] f = from[fromRow + r + 5];
      float[] g = from[fromRow + r + 6];
      float[] h = from[fromRow + r + 7];
      int at = toColumn + r;
      for (int x = 0; x < columns; x++) {
        float[] y = to[toRow + x];
        int k = fromColumn + x;
        y[at] = a[k];
        y[at + 1] = b[k];
        y[at + 2] = c[k];
        y[at + 3] = d[k];
        y[at + 4] = e[k];
        y[at + 5] = f[k];
        y[at + 6] = g[k];
        y[at + 7] = h[k];
      }
    }
    for (; r < rows; r++) {
      float[] a = from[fromRow + r];
      for (int x = 0; x < columns; x++) {
        to[toRow + x][toColumn + r] = a[fromColumn + x];
      }
    }
  }

  /** Sets {@code to[x][toColumn + r] = flat[at + r·columns + x]}, as {@link #transpose}. */
  static void fromFlat(float[] flat, int at, int rows, float[][] to, int toColumn, int columns) {
    int r = 0;
    for (; r + 4 <= rows; r += 4) {
      int a = at + r * columns;
      int b = a + columns;
      int c = b + columns;
      int d = c + columns;
      int k = toColumn + r;
      for (int x = 0; x < columns; x++) {
        float[] y = to[x];
        y[k] = flat[a + x];
        y[k + 1] = flat[b + x];
        y[k + 2] = flat[c + x];
        y[k + 3] = flat[d + x];
      }
    }
    for (; r < rows; r++) {
      for (int x = 0; x < columns; x++) {
        to[x][toColumn + r] = flat[at + r * columns + x];
      }
    }
  }

  /** Sets {@code flat[at + r·columns + x] = from[x][fromColumn + r]}, the inverse of the last. */
  static void toFlat(float[][] from, int fromColumn, int columns, float[] flat, int at, int rows) {
    int x = 0;
    for (; x + 8 <= columns; x += 8) {
      float[] a = from[x];
      float[] b = from[x + 1];
      float[] c = from[x + 2];
      float[] d = from[x + 3];
      float[] e = from[x + 4];
      float[] f = from[x + 5];
      float[] g = from[x + 6];
      float[] h = from[x + 7];
      for (int r = 0; r < rows; r++) {
        int k = at + r * columns + x;
        int q = fromColumn + r;
        flat[k] = a[q];
        flat[k + 1] = b[q];
        flat[k + 2] = c[q];
        flat[k + 3] = d[q];
        flat[k + 4] = e[q];
        flat[k + 5] = f[q];
        flat[k + 6] = g[q];
        flat[k + 7] = h[q];
      }
    }
    for (; x < columns; x++) {
      float[] a = from[x];
      for (int r = 0; r < rows; r++) {
        flat[at + r * columns + x] = a[fromColumn + r];
      }
    }
  }
}
