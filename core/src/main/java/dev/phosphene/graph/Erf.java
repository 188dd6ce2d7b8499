package dev.phosphene.graph;

/** The error function, {@code 2/√π ∫₀ˣ e^(−t²) dt}. */
public final class Erf {
  private static final double SERIES = 3;
  private static final double ONE = 6; // beyond it the function is 1 in float64

  private Erf() {}

  /**
   * Returns the value at {@code x}, to 14 digits: near 0 by its series (Abramowitz and Stegun
   * 7.1.6), whose terms are all positive, farther out by the continued fraction of its complement
   * (7.1.14).
   */
  public static double of(double x) {
    double size = Math.abs(x);
    if (!(size < ONE)) {
      return Double.isNaN(x) ? x : Math.signum(x);
    }
    double bell = Math.exp(-x * x) / Math.sqrt(Math.PI);
    if (size < SERIES) {
      double summand = x;
      double sum = x;
      for (int n = 1; Math.abs(summand) > 1e-17 * Math.abs(sum); n++) {
        summand *= 2 * x * x / (2 * n + 1);
        sum += summand;
      }
      return 2 * bell * sum;
    }
    double fraction = size;
    for (int n = 40; n >= 1; n--) {
      fraction = size + n / 2.0 / fraction;
    }
    return Math.signum(x) * (1 - bell / fraction);
  }
}
