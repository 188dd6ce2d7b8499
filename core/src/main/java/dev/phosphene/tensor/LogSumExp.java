package dev.phosphene.tensor;

/** {@code ln Σ exp x}, for x of any size: the largest is taken out before anything is raised. */
public final class LogSumExp {
  private LogSumExp() {}

  /** {@code ln(exp a + exp b)}. */
  public static double of(double a, double b) {
    double largest = Math.max(a, b);
    return Double.isFinite(largest)
        ? largest + Math.log1p(Math.exp(Math.min(a, b) - largest))
        : largest;
  }

  /**
   * The derivative of the sum's logarithm by one x, {@code exp(x − sum)}; 0 for sums without end.
   */
  public static double share(double x, double sum) {
    return Double.isFinite(sum) ? Math.exp(x - sum) : 0;
  }
}
