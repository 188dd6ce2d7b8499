package dev.phosphene.optim;

/**
 * Updates parameters along a gradient, to increase an objective. An instance holds the state of one
 * run, over arrays of one length; use a new one for each run.
 */
public interface Optimizer {

  /**
   * Takes one ascent step along {@code gradient}, updating {@code parameters} in place.
   *
   * @param gradient gradient of the objective; the call may overwrite it
   */
  void step(float[] parameters, float[] gradient);
}
