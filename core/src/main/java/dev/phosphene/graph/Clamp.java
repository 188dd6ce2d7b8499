package dev.phosphene.graph;

import java.util.Optional;

/**
 * The range that a ReLU or a clip limits its input to: {@code min(max(x, low), high)}.
 *
 * <p>Redirected ReLU (Olah, Mordvintsev, Schubert, "Feature Visualization", 2017; the rule is that
 * of tensorflow/lucid, lucid/misc/redirected_relu_grad.py): where such a function blocks an
 * example's whole gradient, it passes the part that pushes its input back into the range. Here an
 * objective is maximized, so a positive gradient pushes up; Lucid minimizes a loss, so its signs
 * are reversed. An input equal to a bound counts as beyond it, since the output does not
 * distinguish the two; its ordinary gradient is 0 as well.
 *
 * @param low the lower bound
 * @param high the upper bound; infinity for a ReLU
 */
public record Clamp(float low, float high) {
  private static final Clamp RELU = new Clamp(0, Float.POSITIVE_INFINITY);

  /** Returns the range of {@code op}, if it is a ReLU, a leaky one with slope 0, or a clip. */
  public static Optional<Clamp> of(Op op) {
    if (op instanceof Op.Relu) {
      return Optional.of(RELU);
    } else if (op instanceof Op.Pointwise one && one.function() == ScalarFunction.CLIP) {
      return Optional.of(new Clamp(one.alpha(), one.beta()));
    } else if (op instanceof Op.Pointwise one
        && one.function() == ScalarFunction.LEAKY_RELU
        && one.alpha() == 0) {
      return Optional.of(RELU);
    }
    return Optional.empty();
  }

  /** Returns whether the ordinary gradient passes at the input, or at the output, {@code x}. */
  public boolean passes(double x) {
    return x > low && x < high;
  }

  /**
   * Returns the passing part of the gradient of an example that is blocked as a whole.
   *
   * @param x the input or the output
   */
  public double redirected(double x, double gradient) {
    return x <= low ? Math.max(gradient, 0) : x >= high ? Math.min(gradient, 0) : gradient;
  }
}
