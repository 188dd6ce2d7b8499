package dev.phosphene.recipe;

import dev.phosphene.image.ToRgb;

/** How the planes of a parameterization become RGB. */
public enum ColorMode {
  /** The color correlation of natural images, then a sigmoid, as in Lucid. */
  DECORRELATED,
  /** A sigmoid alone. */
  PLAIN,
  /** The color correlation of natural images, clipped to [0, 1] instead of a sigmoid. */
  DECORRELATED_CLIPPED,
  /** The planes themselves, clipped to [0, 1]. */
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
