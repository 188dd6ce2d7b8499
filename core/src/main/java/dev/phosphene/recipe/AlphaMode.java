package dev.phosphene.recipe;

/** Where an image's alpha channel comes from. */
public enum AlphaMode {
  /** The image is opaque. */
  NONE,
  /** Optimized with the image, over backgrounds that change at every step. */
  LEARNED,
  /** Shows how much gradient each position received during the run (MACO). */
  GRADIENT
}
