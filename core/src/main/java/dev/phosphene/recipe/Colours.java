package dev.phosphene.recipe;

import dev.phosphene.image.Colour;

/** How a parameterisation's planes become RGB, by name. */
public enum Colours {
  /** Natural pictures' colour correlation, then a sigmoid: Lucid's. */
  DECORRELATED,
  /** A sigmoid alone. */
  PLAIN,
  /** Natural colour correlation without a sigmoid; what leaves [0, 1] is brought back. */
  DECORRELATED_CLIPPED,
  /** Planes as they are, brought back to [0, 1]. */
  CLIPPED;

  boolean bySigmoid() {
    return this == DECORRELATED || this == PLAIN;
  }

  Colour colour() {
    return switch (this) {
      case DECORRELATED -> Colour.decorrelated();
      case PLAIN -> Colour.plain();
      case DECORRELATED_CLIPPED -> Colour.decorrelatedClipped();
      case CLIPPED -> Colour.clipped();
    };
  }
}
