package dev.phosphene.recipe;

/** Where a picture's alpha channel comes from. */
public enum AlphaMode {
  /** The picture is opaque. */
  NONE,
  /** Optimized with the picture, over backgrounds that change at every step. */
  LEARNED,
  /** From how much gradient each position got during the run (MACO). */
  GRADIENT
}
