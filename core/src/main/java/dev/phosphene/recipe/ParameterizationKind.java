package dev.phosphene.recipe;

import dev.phosphene.image.Cppn;
import dev.phosphene.image.Fourier;
import dev.phosphene.image.FreePixels;
import dev.phosphene.image.LaplacianPyramid;
import dev.phosphene.image.Maco;
import dev.phosphene.image.Parameterization;
import dev.phosphene.image.Pixels;
import dev.phosphene.image.SharedLowRes;
import dev.phosphene.image.Spectrum;
import dev.phosphene.image.ToRgb;
import dev.phosphene.tensor.Shape;
import java.nio.file.Path;

/** The image parameterizations by name. */
public enum ParameterizationKind {
  /** Pixels in [−1, 1], clipped, as in the tutorial. */
  PIXELS,
  /** Unbounded pixels mapped to colors. */
  FREE_PIXELS,
  /** Fourier coefficients with decay, as in Lucid. */
  FOURIER,
  /** A sum of planes at 1, 1/2, 1/4 and 1/8 of the size. */
  PYRAMID,
  /** Fourier coefficients per image, plus coarse planes that all images share. */
  ALIGNED,
  /** A small network from positions to colors (CPPN). */
  CPPN,
  /** The phases of a natural spectrum, with its magnitudes fixed (MACO). */
  MACO;

  /** Names the spectrum shipped with the program. */
  public static final String SHIPPED_SPECTRUM = "shipped";

  /** Returns whether its images are unbounded planes mapped to colors. */
  boolean painted() {
    return this == FOURIER || this == FREE_PIXELS || this == PYRAMID || this == ALIGNED;
  }

  /** Returns whether its images can have an alpha channel. */
  public boolean canBeTransparent() {
    return this == FOURIER || this == FREE_PIXELS || this == PYRAMID;
  }

  /**
   * Returns the parameterization of images {@code [n, c, h, w]}, gray or RGB, optionally with
   * alpha.
   */
  public Parameterization of(Shape pictures, Recipe recipe) {
    ToRgb color = recipe.get(Setting.COLOR).color().within(recipe.get(Setting.CONTRAST));
    return switch (this) {
      case PIXELS -> Pixels.of(pictures);
      case FREE_PIXELS -> FreePixels.of(pictures, color);
      case FOURIER -> Fourier.of(pictures, color, recipe.get(Setting.DECAY));
      case PYRAMID -> LaplacianPyramid.of(pictures, color);
      case ALIGNED -> SharedLowRes.of(pictures, color);
      case CPPN -> Cppn.of(pictures);
      case MACO -> maco(pictures, color, recipe.get(Setting.SPECTRUM));
    };
  }

  private static Maco maco(Shape pictures, ToRgb color, String file) {
    Spectrum spectrum =
        file.equals(SHIPPED_SPECTRUM) ? Spectrum.shipped() : Spectrum.read(Path.of(file));
    float[] magnitudes =
        pictures.c() == 1
            ? spectrum.brightness(pictures.h(), pictures.w())
            : spectrum.at(pictures.h(), pictures.w());
    return Maco.of(pictures, magnitudes, color);
  }
}
