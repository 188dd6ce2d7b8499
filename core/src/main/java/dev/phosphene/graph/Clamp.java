package dev.phosphene.graph;

import java.util.Optional;

/**
 * What a ReLU or a clip keeps of its input: {@code min(max(x, low), high)}.
 *
 * <p>Redirected ReLU (Olah, Mordvintsev, Schubert, "Feature Visualization", 2017; the rule is that
 * of tensorflow/lucid, lucid/misc/redirected_relu_grad.py): where such a function stops the whole
 * gradient of an example, it lets pass what pushes its input back into the range between the
 * bounds. Here an objective is maximized, so a positive gradient pushes up; there a loss was
 * minimized, so that all signs are turned. An input that equals a bound counts as beyond it, since
 * the output does not tell the two apart; its ordinary gradient is 0 as well.
 *
 * @param low the least output
 * @param high the greatest; infinity for a ReLU
 */
public record Clamp(float low, float high) {
  private static final Clamp RELU = new Clamp(0, Float.POSITIVE_INFINITY);

  /** What {@code op} keeps, if it is a ReLU, or a leaky one that does not leak, or a clip. */
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

  /** Whether the ordinary gradient passes at the input, or at the output, {@code x}. */
  public boolean passes(double x) {
    return x > low && x < high;
  }

  /**
   * What passes of the gradient of an example that is stopped as a whole.
   *
   * @param x the input or the output
   */
  public double redirected(double x, double gradient) {
    return x <= low ? Math.max(gradient, 0) : x >= high ? Math.min(gradient, 0) : gradient;
  }
}
