package dev.phosphene.image;

import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * An image as the sum of planes N(0, .01) at full, half, quarter and eighth size.
 *
 * <p>Source: tensorflow/lucid lucid/optvis/param/spatial.py, laplacian_pyramid_image.
 */
public final class LaplacianPyramid {
  private static final int[] FRACTIONS = {1, 2, 4, 8};

  private LaplacianPyramid() {}

  /** Makes a pyramid for an image {@code [n, c, h, w]}; sizes are rounded down, but at least 1. */
  public static Parameterization of(Shape picture, ToRgb color) {
    List<Planes> levels = new ArrayList<>();
    for (int k : FRACTIONS) {
      int h = Math.max(1, picture.h() / k);
      int w = Math.max(1, picture.w() / k);
      levels.add(new LowRes(picture, picture.n(), h, w));
    }
    return new ColoredPlanes(picture, new PlanesSum(levels, picture.size()), color);
  }
}
