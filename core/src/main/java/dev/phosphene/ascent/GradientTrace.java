package dev.phosphene.ascent;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;

/**
 * Accumulates where gradient arrived in an image: its alpha channel is Σ over the steps of |∂f/∂x|,
 * the mean over the channels, cut at its 80th percentile and divided by that.
 *
 * <p>Source: deel-ai/xplique xplique/features_visualizations/maco.py, and the percentile of its
 * plot_maco.
 */
final class GradientTrace {
  private static final double PERCENTILE = .8;

  private final float[] sum;

  /** Makes an empty trace of images {@code [n, 3, h, w]}. */
  GradientTrace(Shape picture) {
    sum = new float[picture.n() * picture.h() * picture.w()];
  }

  /** Adds one step's gradient, {@code [n, 3, h, w]}. */
  void add(Tensor gradient) {
    Shape shape = gradient.shape();
    int area = shape.h() * shape.w();
    for (int n = 0; n < shape.n(); n++) {
      for (int c = 0; c < shape.c(); c++) {
        int from = gradient.offset(n, c);
        for (int i = 0; i < area; i++) {
          sum[n * area + i] += Math.abs(gradient.data()[from + i]);
        }
      }
    }
  }

  /** Returns the images with alpha as a fourth channel; opaque where no gradient arrived at all. */
  Tensor veil(Tensor pictures) {
    Shape shape = pictures.shape();
    int area = shape.h() * shape.w();
    Tensor veiled = Tensor.zeros(Shape.of(shape.n(), shape.c() + 1, shape.h(), shape.w()));
    for (int n = 0; n < shape.n(); n++) {
      System.arraycopy(
          pictures.data(), pictures.offset(n, 0), veiled.data(), veiled.offset(n, 0), 3 * area);
      float[] sorted = Arrays.copyOfRange(sum, n * area, (n + 1) * area);
      Arrays.sort(sorted);
      float full = sorted[(int) (PERCENTILE * (area - 1))];
      int to = veiled.offset(n, shape.c());
      for (int i = 0; i < area; i++) {
        veiled.data()[to + i] = full > 0 ? Math.min(1f, sum[n * area + i] / full) : 1f;
      }
    }
    return veiled;
  }
}
