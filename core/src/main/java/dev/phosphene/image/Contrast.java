package dev.phosphene.image;

import dev.phosphene.tensor.Shape;
import java.util.Arrays;

/**
 * A bound on the contrast of planes {@code [n, c, h, w]}: a plane whose root mean square exceeds
 * its bound is scaled down to it; any other is unchanged. So the ascent finds the best image of
 * that contrast, whatever the network's input range, and gains nothing from black, white and
 * saturated colors. Alpha, the last plane of two or four, has no bound.
 *
 * <p>It is the constraint to a ball in the Euclidean norm, as in tensorflow/lucid
 * lucid/optvis/param/unit_balls.py, per plane; as part of the map instead of a projection after the
 * step, it makes steps smaller for an image that tends to grow.
 */
final class Contrast {
  private final Shape picture;
  private final double[] usual;

  /** The bound of each plane, for this run. */
  private final double[] bounds;

  /** The last factor of each plane. */
  private final double[] factors;

  private Contrast(Shape picture, double[] usual) {
    this.picture = picture;
    this.usual = usual;
    bounds = usual.clone();
    factors = new double[usual.length];
  }

  /** Returns the bounds that {@code color} sets, for images {@code [n, c, h, w]}. */
  static Contrast of(Shape picture, ToRgb color) {
    double[] usual = new double[picture.n() * picture.c()];
    for (int i = 0; i < usual.length; i++) {
      int c = i % picture.c();
      boolean alpha = picture.c() % 2 == 0 && c == picture.c() - 1;
      usual[i] = alpha ? Double.POSITIVE_INFINITY : color.bound(c, picture.c());
    }
    return new Contrast(picture, usual);
  }

  /** Returns whether there is any bound. */
  boolean bounded() {
    return Arrays.stream(usual).anyMatch(Double::isFinite);
  }

  /** Restores the usual bounds. */
  void release() {
    System.arraycopy(usual, 0, bounds, 0, bounds.length);
  }

  /**
   * Raises bounds to the contrast of these planes, so that {@link #apply} leaves them unchanged.
   */
  void hold(float[] planes) {
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = Math.max(usual[i], rms(planes, i) * (1 + 1e-6));
    }
  }

  /** Scales each plane: {@code x ← x · min(1, bound/rms(x))}. */
  void apply(float[] planes) {
    int area = picture.h() * picture.w();
    for (int i = 0; i < bounds.length; i++) {
      factors[i] = Double.isInfinite(bounds[i]) ? 1 : Math.min(1, bounds[i] / rms(planes, i));
      if (factors[i] < 1) {
        float factor = (float) factors[i];
        for (int k = i * area; k < (i + 1) * area; k++) {
          planes[k] *= factor;
        }
      }
    }
  }

  /**
   * Sets {@code g ← factor · (g − y·⟨g, y⟩/⟨y, y⟩)} for the planes y that {@link #apply} scaled
   * down: removes the part that would only scale them up.
   */
  void vjp(float[] planes, float[] gradient) {
    int area = picture.h() * picture.w();
    for (int i = 0; i < bounds.length; i++) {
      if (factors[i] < 1) {
        float along =
            (float)
                (product(planes, gradient, i * area, area)
                    / product(planes, planes, i * area, area));
        float factor = (float) factors[i];
        for (int k = i * area; k < (i + 1) * area; k++) {
          gradient[k] = factor * (gradient[k] - along * planes[k]);
        }
      }
    }
  }

  private double rms(float[] planes, int index) {
    int area = picture.h() * picture.w();
    return Math.sqrt(product(planes, planes, index * area, area) / area);
  }

  /** Uses four sums, so that additions need not wait for each other. */
  private static double product(float[] a, float[] b, int from, int count) {
    double first = 0;
    double second = 0;
    double third = 0;
    double fourth = 0;
    int k = from;
    for (; k + 3 < from + count; k += 4) {
      first += (double) a[k] * b[k];
      second += (double) a[k + 1] * b[k + 1];
      third += (double) a[k + 2] * b[k + 2];
      fourth += (double) a[k + 3] * b[k + 3];
    }
    for (; k < from + count; k++) {
      first += (double) a[k] * b[k];
    }
    return first + second + (third + fourth);
  }
}
