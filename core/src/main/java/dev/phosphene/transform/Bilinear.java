package dev.phosphene.transform;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * Bilinear resampling through an {@link Affine} from the output's points to the image's, and its
 * exact adjoint. Outside the image everything is {@link Scanline#OUTSIDE}. All images use the same
 * maps; the outputs of one image are contiguous, {@code [n · maps, c, h, w]}.
 */
final class Bilinear {
  /** Least height, in pixels, of the stripes of a gradient that are summed in parallel. */
  private static final int STRIPE = 32;

  /** Largest number of stripes; a rotated row is traversed again in each stripe that it crosses. */
  private static final int MOST_STRIPES = 8;

  private Bilinear() {}

  /** Writes each map's output for {@code picture}. */
  static void gather(List<Affine> maps, Tensor picture, Tensor seen, Parallel parallel) {
    Shape shape = seen.shape();
    int h = shape.h();
    parallel.run(
        maps.size() * h,
        shape.size(),
        (from, to) -> {
          for (int k = from; k < to; k++) {
            Scanline line = new Scanline(maps.get(k / h), picture.shape(), shape);
            line.row(k % h);
            for (int n = 0; n < picture.shape().n(); n++) {
              line.gather(picture, n, seen, n * maps.size() + k / h);
            }
          }
        });
  }

  /**
   * Writes the gradient: for each pixel, the sum of the cotangents of the outputs that {@link
   * #gather} read it for.
   *
   * <p>A point adds to two rows of pixels. So points whose two rows lie in one stripe come first,
   * stripes in parallel, and then those on a seam. The order of a pixel's summands is the same for
   * any number of threads.
   */
  static void scatter(List<Affine> maps, Tensor cotangent, Tensor gradient, Parallel parallel) {
    int h = gradient.shape().h();
    int height = Math.max(STRIPE, (h + MOST_STRIPES - 1) / MOST_STRIPES);
    int stripes = (h + height - 1) / height;
    parallel.run(
        stripes,
        cotangent.shape().size(),
        (from, to) -> {
          for (int stripe = from; stripe < to; stripe++) {
            int top = stripe * height;
            int bottom = Math.min(h, top + height);
            clear(gradient, top, bottom);
            boolean first = stripe == 0;
            boolean last = stripe == stripes - 1;
            scatter(maps, cotangent, gradient, first ? -1 : top, last ? h : bottom - 1);
          }
        });
    parallel.run(
        stripes - 1,
        cotangent.shape().w() * stripes,
        (from, to) -> {
          for (int stripe = from + 1; stripe < to + 1; stripe++) {
            scatter(maps, cotangent, gradient, stripe * height - 1, stripe * height);
          }
        });
  }

  private static void clear(Tensor gradient, int top, int bottom) {
    Shape shape = gradient.shape();
    int area = shape.h() * shape.w();
    for (int plane = 0; plane < gradient.data().length; plane += area) {
      Arrays.fill(gradient.data(), plane + top * shape.w(), plane + bottom * shape.w(), 0);
    }
  }

  /** Handles only the points whose upper row of pixels is in [low, high). */
  private static void scatter(
      List<Affine> maps, Tensor cotangent, Tensor gradient, int low, int high) {
    for (int m = 0; m < maps.size(); m++) {
      Scanline line = new Scanline(maps.get(m), gradient.shape(), cotangent.shape());
      for (int i = 0; i < cotangent.shape().h(); i++) {
        if (line.reaches(i, low, high)) {
          line.row(i);
          line.narrow(low, high);
          for (int n = 0; n < gradient.shape().n(); n++) {
            line.scatter(cotangent, n * maps.size() + m, gradient, n);
          }
        }
      }
    }
  }
}
