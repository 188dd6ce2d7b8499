package dev.phosphene.optim;

/**
 * Updates parameters along a gradient, to increase an objective. An instance keeps its moments for
 * one run over arrays of one length; it is made anew for each run.
 */
public interface Optimizer {

  /**
   * Takes one ascent step along {@code gradient}, updating {@code parameters} in place.
   *
   * @param gradient of the objective, to be maximized; may be changed by the call
   */
  void step(float[] parameters, float[] gradient);
}
