package dev.phosphene.image;

/** A linear map of three planes and its inverse; row r holds the weights of output plane r. */
record ColorMatrix(double[][] matrix, double[][] inverse) {

  /** Returns the map of an invertible matrix. */
  static ColorMatrix of(double[][] matrix) {
    return new ColorMatrix(matrix, invert(matrix));
  }

  /**
   * Computes {@code y = M·x} for {@code count} values of each plane, starting at {@code at} in the
   * first; y may be x.
   *
   * @param area distance between planes
   */
  void apply(float[] x, float[] y, int at, int area, int count) {
    run(matrix, x, y, at, area, count);
  }

  /** Computes {@code y = Mᵀ·x}, as {@link #apply}. */
  void transposed(float[] x, float[] y, int at, int area, int count) {
    double[][] t = new double[3][3];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        t[c][r] = matrix[r][c];
      }
    }
    run(t, x, y, at, area, count);
  }

  /** Computes {@code y = M⁻¹·x}, as {@link #apply}. */
  void undo(float[] x, float[] y, int at, int area, int count) {
    run(inverse, x, y, at, area, count);
  }

  private static void run(double[][] m, float[] x, float[] y, int o, int area, int count) {
    float a = (float) m[0][0];
    float b = (float) m[0][1];
    float c = (float) m[0][2];
    float d = (float) m[1][0];
    float e = (float) m[1][1];
    float f = (float) m[1][2];
    float g = (float) m[2][0];
    float h = (float) m[2][1];
    float k = (float) m[2][2];
    int o1 = o + area;
    int o2 = o1 + area;
    for (int i = 0; i < count; i++) {
      float t0 = x[o + i];
      float t1 = x[o1 + i];
      float t2 = x[o2 + i];
      y[o + i] = a * t0 + b * t1 + c * t2;
      y[o1 + i] = d * t0 + e * t1 + f * t2;
      y[o2 + i] = g * t0 + h * t1 + k * t2;
    }
  }

  /** Inverts a matrix by cofactors. */
  private static double[][] invert(double[][] m) {
    double[][] cofactors = new double[3][3];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        cofactors[c][r] =
            m[(r + 1) % 3][(c + 1) % 3] * m[(r + 2) % 3][(c + 2) % 3]
                - m[(r + 1) % 3][(c + 2) % 3] * m[(r + 2) % 3][(c + 1) % 3];
      }
    }
    double determinant = 0;
    for (int c = 0; c < 3; c++) {
      determinant += m[0][c] * cofactors[c][0];
    }
    for (double[] row : cofactors) {
      for (int c = 0; c < 3; c++) {
        row[c] /= determinant;
      }
    }
    return cofactors;
  }
}
