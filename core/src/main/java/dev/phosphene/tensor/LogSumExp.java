package dev.phosphene.tensor;

/** Computes {@code ln Σ exp x} without overflow, by factoring out the largest term. */
public final class LogSumExp {
  private LogSumExp() {}

  /** Returns {@code ln(exp a + exp b)}. */
  public static double of(double a, double b) {
    double largest = Math.max(a, b);
    return Double.isFinite(largest)
        ? largest + Math.log1p(Math.exp(Math.min(a, b) - largest))
        : largest;
  }

  /**
   * Returns the derivative of the sum's logarithm by one x, {@code exp(x − sum)}; 0 for infinite
   * sums.
   */
  public static double share(double x, double sum) {
    return Double.isFinite(sum) ? Math.exp(x - sum) : 0;
  }
}
