package dev.phosphene.ascent;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Finite;

/** Stops a run whose values are no longer finite. */
public final class NonFinite {
  private static final String LARGE =
      "; is a number of the objective, the --learning-rate or a weight of the network too large?";

  private NonFinite() {}

  /**
   * Refuses an objective that is not finite.
   *
   * @param compiled the objective that computed the value
   * @param step number of steps taken before
   */
  public static void check(double value, CompiledObjective compiled, int step) {
    if (Double.isFinite(value)) {
      return;
    }
    String reason =
        compiled
            .notFinite()
            .map(
                layer ->
                    ", since %s has values that are not finite".formatted(layer)
                        + "; are the network's weights sound, and does it expect this input range?")
            .orElse(LARGE);
    throw new InputException("the objective became " + value + " at step " + step + reason);
  }

  /**
   * Refuses a gradient or an image with a value that is not finite.
   *
   * @param what "gradient" or "image", for the message
   */
  public static void check(String what, float[] values, int step) {
    int at = Finite.firstNot(values);
    if (at >= 0) {
      throw new InputException(
          "the " + what + " became " + values[at] + " at step " + step + LARGE);
    }
  }
}
