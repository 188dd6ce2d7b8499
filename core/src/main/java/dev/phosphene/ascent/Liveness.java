package dev.phosphene.ascent;

/** Whether an objective has a gradient of its own, as opposed to a redirected one. */
public enum Liveness {
  /** Its own gradient reached the image in some step or at the end. */
  ALIVE,

  /**
   * Its own gradient never did, in at least as many steps without redirection as with it: enough
   * for redirection or other transforms to have shown an effect.
   */
  DEAD,

  /** It never did, but too few steps went without redirection to be sure. */
  UNDECIDED;

  /**
   * Judges the outcome of a run.
   *
   * @param reached whether the own gradient reached the image
   * @param natural number of steps without redirection
   * @param redirected number of steps with redirection
   */
  public static Liveness of(boolean reached, int natural, int redirected) {
    return reached ? ALIVE : natural > 0 && natural >= redirected ? DEAD : UNDECIDED;
  }
}
