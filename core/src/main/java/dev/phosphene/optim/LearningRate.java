package dev.phosphene.optim;

/** The learning rate at each step of a run; the first step is 0. */
@FunctionalInterface
public interface LearningRate {
  /** Returns the rate of a step, from 0 on, in the optimizer's units. */
  float rate(int step);

  /** Returns a constant rate. */
  static LearningRate constant(double rate) {
    return step -> (float) rate;
  }

  /**
   * Returns rates from {@code first} at step 0 linearly to {@code last} at the last of {@code
   * steps}.
   */
  static LearningRate linear(double first, double last, int steps) {
    return step -> (float) (first + (last - first) * progress(step, steps));
  }

  /** Returns half a cosine from {@code rate} at step 0 to 0 at the last of {@code steps}. */
  static LearningRate cosine(double rate, int steps) {
    return cosine(rate, 0, steps);
  }

  /**
   * Returns half a cosine from {@code first} at step 0 to {@code last} at the last of {@code
   * steps}.
   *
   * <p>Source: Loshchilov and Hutter, SGDR, arXiv:1608.03983, without restarts.
   */
  static LearningRate cosine(double first, double last, int steps) {
    return step ->
        (float) (last + (first - last) * 0.5 * (1 + Math.cos(Math.PI * progress(step, steps))));
  }

  /**
   * Returns this schedule with its first {@code steps} rates multiplied by 1/steps, 2/steps … 1.
   */
  default LearningRate warmUp(int steps) {
    return step -> rate(step) * Math.min(1f, (step + 1f) / steps);
  }

  private static double progress(int step, int steps) {
    return steps <= 1 ? 0 : Math.min(1.0, (double) step / (steps - 1));
  }
}
