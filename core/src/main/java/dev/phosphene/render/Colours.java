package dev.phosphene.render;

import dev.phosphene.image.Colour;

/** How a parameterisation's planes become RGB, by name. */
public enum Colours {
  /** Natural pictures' colour correlation, then a sigmoid: Lucid's. */
  DECORRELATED,
  /** A sigmoid alone. */
  PLAIN;

  Colour colour() {
    return switch (this) {
      case DECORRELATED -> Colour.decorrelated();
      case PLAIN -> Colour.plain();
    };
  }
}
