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
  /** Pixels in [−1, 1], clipped: the tutorial's. */
  PIXELS,
  /** Unbounded pixels behind the color map. */
  FREE_PIXELS,
  /** Fourier coefficients with decay: Lucid's. */
  FOURIER,
  /** A sum of planes of 1, 1/2, 1/4 and 1/8 of the size. */
  PYRAMID,
  /** Fourier coefficients of each image, and coarse planes that all images share. */
  ALIGNED,
  /** A small network from positions to colors. */
  CPPN,
  /** The phases of a natural spectrum. */
  MACO;

  /** Stands for the spectrum that comes with the program. */
  public static final String SHIPPED_SPECTRUM = "shipped";

  /** Whether its images are unbounded planes seen through a color map. */
  boolean painted() {
    return this == FOURIER || this == FREE_PIXELS || this == PYRAMID || this == ALIGNED;
  }

  /** Whether images can have a fourth channel, alpha. */
  public boolean canBeTransparent() {
    return this == FOURIER || this == FREE_PIXELS || this == PYRAMID;
  }

  /** The parameterization of images {@code [n, c, h, w]}, gray or RGB, perhaps with alpha. */
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
