package dev.phosphene.image;

/**
 * Standardizes a range of values to mean 0 and standard deviation 1, or to those of a given range,
 * with the vjp at the last {@link #apply}.
 */
final class Standardization {
  /** Keeps a constant range finite, as in xplique. */
  private static final double EPSILON = 1e-5;

  private double center;
  private double spread = 1;
  private double divisor = 1;

  /** Restores mean 0 and standard deviation 1 as the target. */
  void release() {
    center = 0;
    spread = 1;
  }

  /**
   * Makes the mean and standard deviation of x[from…to) the target, so that {@link #apply} keeps x.
   */
  void hold(float[] x, int from, int to) {
    center = mean(x, from, to);
    spread = Math.sqrt(squares(x, center, from, to) / (to - from)) + EPSILON;
  }

  /** Sets {@code x ← center + spread·(x − mean)/(deviation + ε)} over [from, to). */
  void apply(float[] x, int from, int to) {
    double mean = mean(x, from, to);
    divisor = Math.sqrt(squares(x, mean, from, to) / (to - from)) + EPSILON;
    float factor = (float) (spread / divisor);
    float m = (float) mean;
    float c = (float) center;
    for (int i = from; i < to; i++) {
      x[i] = c + (x[i] - m) * factor;
    }
  }

  /**
   * Sets {@code g ← spread·(g − mean(g) − u·mean(g·u)/deviation(u))/divisor} with u = (y −
   * center)/spread for the y of the last apply; the standard deviation of u is slightly below 1
   * because of ε.
   */
  void vjp(float[] y, float[] g, int from, int to) {
    int count = to - from;
    double squares = squares(y, center, from, to) / (spread * spread);
    double deviation = Math.sqrt(squares / count);
    double product = product(y, center, g, from, to) / spread;
    double along = deviation > 0 ? product / count / deviation : 0;
    float mean = (float) mean(g, from, to);
    float factor = (float) (spread / divisor);
    float slope = (float) (along / spread);
    float c = (float) center;
    for (int i = from; i < to; i++) {
      g[i] = (g[i] - mean - (y[i] - c) * slope) * factor;
    }
  }

  // Four partial sums, which the processor can add in parallel.

  private static double mean(float[] x, int from, int to) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i + 4 <= to; i += 4) {
      s0 += x[i];
      s1 += x[i + 1];
      s2 += x[i + 2];
      s3 += x[i + 3];
    }
    for (; i < to; i++) {
      s0 += x[i];
    }
    return ((s0 + s1) + (s2 + s3)) / (to - from);
  }

  private static double squares(float[] x, double center, int from, int to) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i + 4 <= to; i += 4) {
      s0 += (x[i] - center) * (x[i] - center);
      s1 += (x[i + 1] - center) * (x[i + 1] - center);
      s2 += (x[i + 2] - center) * (x[i + 2] - center);
      s3 += (x[i + 3] - center) * (x[i + 3] - center);
    }
    for (; i < to; i++) {
      s0 += (x[i] - center) * (x[i] - center);
    }
    return (s0 + s1) + (s2 + s3);
  }

  private static double product(float[] x, double center, float[] g, int from, int to) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    int i = from;
    for (; i + 4 <= to; i += 4) {
      s0 += (x[i] - center) * g[i];
      s1 += (x[i + 1] - center) * g[i + 1];
      s2 += (x[i + 2] - center) * g[i + 2];
      s3 += (x[i + 3] - center) * g[i + 3];
    }
    for (; i < to; i++) {
      s0 += (x[i] - center) * g[i];
    }
    return (s0 + s1) + (s2 + s3);
  }
}
