package dev.phosphene.dream;

import dev.phosphene.ascent.Liveness;
import dev.phosphene.tensor.Tensor;
import java.util.List;

/**
 * The result of a dream.
 *
 * @param picture {@code [1, 3, h, w]}, RGB in [0, 1], of the photograph's size
 * @param curve the objective before each step, as the step saw it, and of the final image; {@code
 *     steps + 1} values, comparable only within an octave
 * @param steps number of steps taken in all octaves together
 * @param complete whether all steps were taken; if not, a listener ended the run
 * @param life whether a gradient of the objective ever reached the image
 */
public record DreamResult(
    Tensor picture, List<Double> curve, int steps, boolean complete, Liveness life) {
  public DreamResult {
    curve = List.copyOf(curve);
  }

  /** Returns whether steps were taken, but no gradient of the objective ever reached the image. */
  public boolean dead() {
    return life == Liveness.DEAD;
  }
}
