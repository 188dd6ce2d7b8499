package dev.phosphene.image;

/** Standardisation of a range to mean 0 and deviation 1, and its vjp. */
final class Standard {
  /** Keeps a constant range finite, as in xplique. */
  private static final double EPSILON = 1e-5;

  private Standard() {}

  /** {@code x ← (x − mean)/(deviation + ε)} over [from, to); returns what was divided by. */
  static float apply(float[] x, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += x[i];
    }
    double mean = sum / (to - from);
    double squares = 0;
    for (int i = from; i < to; i++) {
      squares += (x[i] - mean) * (x[i] - mean);
    }
    double divisor = Math.sqrt(squares / (to - from)) + EPSILON;
    for (int i = from; i < to; i++) {
      x[i] = (float) ((x[i] - mean) / divisor);
    }
    return (float) divisor;
  }

  /**
   * {@code g ← (g − mean(g) − y·mean(g·y)·s)/divisor}, the vjp of {@link #apply}.
   *
   * @param y what apply made; its own deviation is 1/s, a little below 1 because of ε
   */
  static void vjp(float[] y, float[] g, int from, int to, float divisor) {
    double sum = 0;
    double product = 0;
    double squares = 0;
    for (int i = from; i < to; i++) {
      sum += g[i];
      product += (double) g[i] * y[i];
      squares += (double) y[i] * y[i];
    }
    double mean = sum / (to - from);
    double deviation = Math.sqrt(squares / (to - from));
    double along = deviation > 0 ? product / (to - from) / deviation : 0;
    for (int i = from; i < to; i++) {
      g[i] = (float) ((g[i] - mean - y[i] * along) / divisor);
    }
  }
}
