package dev.phosphene.ascent;

/**
 * Whether an objective has a gradient of its own, as opposed to one that a redirected ReLU lets
 * through.
 */
public enum Liveness {
  /** In some step, or in the end, its own gradient reached the image. */
  ALIVE,

  /**
   * It never did, and at least as many steps as redirected it did not: what redirection, and the
   * views of other steps, could have brought to life would have shown itself.
   */
  DEAD,

  /** It never did, but there were too few steps without redirection to be sure. */
  UNDECIDED;

  /**
   * What a run has shown.
   *
   * @param reached whether the gradient itself reached the image
   * @param natural how many steps went without redirection
   * @param redirected how many went with it
   */
  public static Liveness of(boolean reached, int natural, int redirected) {
    return reached ? ALIVE : natural > 0 && natural >= redirected ? DEAD : UNDECIDED;
  }
}
