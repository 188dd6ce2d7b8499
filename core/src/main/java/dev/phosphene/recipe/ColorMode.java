package dev.phosphene.recipe;

import dev.phosphene.image.ToRgb;

/** How the planes of a parameterization become RGB. */
public enum ColorMode {
  /** Natural images' color correlation, then a sigmoid: Lucid's. */
  DECORRELATED,
  /** A sigmoid alone. */
  PLAIN,
  /** Natural color correlation without a sigmoid; what leaves [0, 1] is brought back. */
  DECORRELATED_CLIPPED,
  /** Planes as they are, brought back to [0, 1]. */
  CLIPPED;

  boolean bySigmoid() {
    return this == DECORRELATED || this == PLAIN;
  }

  ToRgb color() {
    return switch (this) {
      case DECORRELATED -> ToRgb.decorrelated();
      case PLAIN -> ToRgb.plain();
      case DECORRELATED_CLIPPED -> ToRgb.decorrelatedClipped();
      case CLIPPED -> ToRgb.clipped();
    };
  }
}
