package dev.phosphene.render;

/**
 * Whether an objective is known to have a gradient of its own: not one that a dead ReLU redirected
 * ({@link Setting#REDIRECTED}), and not one of another objective of the same run.
 */
public enum Life {
  /** In some step its own gradient reached the picture. */
  ALIVE,

  /** Steps without redirection were taken, and in none of all steps did it reach the picture. */
  DEAD,

  /** It never reached the picture, but no step without redirection was taken yet. */
  UNDECIDED;

  /**
   * What some steps have shown.
   *
   * @param reached whether the gradient itself reached the picture in one of them
   * @param natural how many went without redirection
   */
  static Life of(boolean reached, int natural) {
    return reached ? ALIVE : natural > 0 ? DEAD : UNDECIDED;
  }
}
