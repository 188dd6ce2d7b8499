package dev.phosphene.image;

import dev.phosphene.tensor.Shape;
import java.util.Arrays;

/**
 * A bound on the contrast of planes {@code [n, c, h, w]}: a plane whose root mean square is beyond
 * its bound is scaled down to it, and any other stays as it is. So the ascent looks for the best
 * image of that contrast, whatever range of inputs a network has, and nothing is gained by black,
 * white and full colors. Alpha, the last plane of two or four, has no bound.
 *
 * <p>It is the constraint of a ball in the Euclidean norm, as in tensorflow/lucid
 * lucid/optvis/param/unit_balls.py, by plane; put into the map and not behind the step, the step
 * becomes smaller beside an image that wants to grow.
 */
final class Contrast {
  private final Shape picture;
  private final double[] usual;

  /** Of each plane, for this run. */
  private final double[] bounds;

  /** What each plane was multiplied by last. */
  private final double[] factors;

  private Contrast(Shape picture, double[] usual) {
    this.picture = picture;
    this.usual = usual;
    bounds = usual.clone();
    factors = new double[usual.length];
  }

  /** The bounds that {@code color} sets, for images {@code [n, c, h, w]}. */
  static Contrast of(Shape picture, ToRgb color) {
    double[] usual = new double[picture.n() * picture.c()];
    for (int i = 0; i < usual.length; i++) {
      int c = i % picture.c();
      boolean alpha = picture.c() % 2 == 0 && c == picture.c() - 1;
      usual[i] = alpha ? Double.POSITIVE_INFINITY : color.bound(c, picture.c());
    }
    return new Contrast(picture, usual);
  }

  /** Whether there is any bound. */
  boolean bounded() {
    return Arrays.stream(usual).anyMatch(Double::isFinite);
  }

  /** From now on the usual bounds. */
  void release() {
    System.arraycopy(usual, 0, bounds, 0, bounds.length);
  }

  /** From now on no bound is below what these planes have: {@link #apply} leaves them alone. */
  void hold(float[] planes) {
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = Math.max(usual[i], rms(planes, i) * (1 + 1e-6));
    }
  }

  /** {@code x ← x · min(1, bound/rms(x))} for each plane. */
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
   * {@code g ← factor · (g − y·⟨g, y⟩/⟨y, y⟩)} for the planes y that {@link #apply} scaled down:
   * what would only make them larger is gone.
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

  /** In four sums, so that one addition need not wait for the one before it. */
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
