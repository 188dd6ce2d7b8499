package dev.phosphene.train;

/**
 * Initial first-layer kernels from image statistics: the strongest principal components of 3x3x3
 * patches, scaled to unit response, each with both signs. Training then changes them.
 */
final class Patches {
  private static final int D = 27;

  private Patches() {}

  /** Returns kernels [n,3,3,3], OIHW. */
  static float[] kernels(Cifar10 data, int n) {
    double[][] c = covariance(data, 4000);
    double[][] v = new double[D][D];
    jacobi(c, v);
    Integer[] order = new Integer[D];
    java.util.Arrays.setAll(order, i -> i);
    java.util.Arrays.sort(order, (a, b) -> Double.compare(c[b][b], c[a][a]));
    float[] kernels = new float[n * D];
    for (int k = 0; k < n; k++) {
      int e = order[k / 2];
      double sign = k % 2 == 0 ? 1 : -1;
      for (int i = 0; i < D; i++) {
        kernels[k * D + i] = (float) (sign * v[i][e] / Math.sqrt(c[e][e] + 1e-2));
      }
    }
    return kernels;
  }

  private static double[][] covariance(Cifar10 data, int pictures) {
    double[][] c = new double[D][D];
    float[] x = new float[Cifar10.BYTES];
    double[] p = new double[D];
    int n = 0;
    for (int k = 0; k < pictures; k++) {
      Augmentation.plain(data.pixels(), (int) ((long) k * data.count() / pictures), x, 0);
      for (int y0 = 0; y0 + 3 <= Cifar10.SIDE; y0 += 3) {
        for (int x0 = 0; x0 + 3 <= Cifar10.SIDE; x0 += 3) {
          for (int i = 0; i < D; i++) {
            int dy = i % 9 / 3;
            int dx = i % 3;
            p[i] = x[((y0 + dy) * Cifar10.SIDE + x0 + dx) * 3 + i / 9];
          }
          for (int i = 0; i < D; i++) {
            for (int j = 0; j < D; j++) {
              c[i][j] += p[i] * p[j];
            }
          }
          n++;
        }
      }
    }
    for (double[] row : c) {
      for (int j = 0; j < D; j++) {
        row[j] /= n;
      }
    }
    return c;
  }

  /** Applies cyclic Jacobi rotations: makes a diagonal, with column e of v its eigenvector. */
  static void jacobi(double[][] a, double[][] v) {
    int n = a.length;
    for (int i = 0; i < n; i++) {
      v[i][i] = 1;
    }
    for (int sweep = 0; sweep < 30; sweep++) {
      for (int p = 0; p < n; p++) {
        for (int q = p + 1; q < n; q++) {
          if (Math.abs(a[p][q]) < 1e-14) {
            continue;
          }
          double theta = (a[q][q] - a[p][p]) / (2 * a[p][q]);
          double t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
          double cos = 1 / Math.sqrt(t * t + 1);
          double sin = t * cos;
          rotate(a, v, p, q, cos, sin);
        }
      }
    }
  }

  private static void rotate(double[][] a, double[][] v, int p, int q, double cos, double sin) {
    for (int k = 0; k < a.length; k++) {
      double kp = a[k][p];
      double kq = a[k][q];
      a[k][p] = cos * kp - sin * kq;
      a[k][q] = sin * kp + cos * kq;
    }
    for (int k = 0; k < a.length; k++) {
      double pk = a[p][k];
      double qk = a[q][k];
      a[p][k] = cos * pk - sin * qk;
      a[q][k] = sin * pk + cos * qk;
    }
    for (double[] row : v) {
      double kp = row[p];
      double kq = row[q];
      row[p] = cos * kp - sin * kq;
      row[q] = sin * kp + cos * kq;
    }
  }
}
