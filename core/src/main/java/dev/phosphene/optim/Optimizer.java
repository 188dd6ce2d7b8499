package dev.phosphene.optim;

/**
 * A rule that moves parameters uphill. An instance keeps its moments for one run over arrays of one
 * length; it is made anew for each run.
 */
public interface Optimizer {

  /**
   * Changes {@code parameters} in place so that what {@code gradient} is the gradient of rises.
   *
   * @param gradient of the objective, to be maximized; may be changed by the call
   */
  void step(float[] parameters, float[] gradient);
}
