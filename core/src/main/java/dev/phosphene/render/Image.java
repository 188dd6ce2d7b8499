package dev.phosphene.render;

import dev.phosphene.image.Colour;
import dev.phosphene.image.Fourier;
import dev.phosphene.image.Parameterisation;
import dev.phosphene.image.Pixels;
import dev.phosphene.tensor.Shape;

/** What the optimiser changes: the parameterisation, by name. */
public enum Image {
  /** Pixels in [−1, 1], clipped: the tutorial's. */
  PIXELS,
  /** Fourier coefficients with decay, decorrelated colours, a sigmoid: Lucid's. */
  FOURIER;

  /** The parameterisation of pictures {@code [n, 3, h, w]}. */
  public Parameterisation of(Shape pictures) {
    return switch (this) {
      case PIXELS -> Pixels.of(pictures);
      case FOURIER -> Fourier.of(pictures, Colour.decorrelated());
    };
  }
}
