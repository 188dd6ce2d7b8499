package dev.phosphene.image;

import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A batch of images with separate details and a shared coarse structure, which keeps them aligned:
 * Fourier coefficients per image, plus low-resolution planes that all images, or neighbors, share.
 * The Fourier coefficients come first, example by example.
 *
 * <p>Source: the notebook tensorflow/lucid notebooks/feature-visualization, aligned interpolation;
 * lucid/optvis/param/lowres.py.
 */
public final class SharedLowRes {
  /** Lucid's shared planes: the number of free examples, and the side for a square image. */
  private static final int[][] LEVELS = {{1, 64}, {1, 32}, {1, 16}, {2, 16}, {1, 8}, {2, 8}};

  private SharedLowRes() {}

  /**
   * Makes aligned images {@code [n, c, h, w]}. A level's side applies to the image's longer side,
   * but no level is finer than the image.
   */
  public static Parameterization of(Shape picture, ToRgb color) {
    List<Planes> parts = new ArrayList<>();
    parts.add(Fourier.planes(picture, 1));
    double longer = Math.max(picture.h(), picture.w());
    for (int[] level : LEVELS) {
      double ratio = Math.min(1, level[1] / longer);
      int h = (int) Math.max(1, Math.round(ratio * picture.h()));
      int w = (int) Math.max(1, Math.round(ratio * picture.w()));
      parts.add(new LowRes(picture, Math.min(level[0], picture.n()), h, w));
    }
    return new ColoredPlanes(picture, new PlanesSum(parts, picture.size()), color);
  }
}
