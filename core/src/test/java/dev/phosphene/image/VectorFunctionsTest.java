package dev.phosphene.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Against java.lang.Math at many points. */
class VectorFunctionsTest {
  private static final double TOLERANCE = 1e-6;

  /** From −most to most, denser at zero. */
  private static float[] points(double most) {
    float[] points = new float[100_001];
    for (int i = 0; i < points.length; i++) {
      int middle = points.length / 2;
      double u = (i - middle) / (double) middle;
      points[i] = (float) (most * u * Math.abs(u));
    }
    return points;
  }

  @Test
  void sigmoid() {
    float[] x = points(40);
    float[] y = x.clone();
    VectorFunctions.sigmoid(y, 0, y.length);
    for (int i = 0; i < x.length; i++) {
      near(y[i], 1 / (1 + Math.exp(-x[i])), x[i]);
      assertThat(y[i] >= 0 && y[i] <= 1).isTrue();
    }
    float[] part = {9, 9, 9};
    VectorFunctions.sigmoid(part, 1, 2);
    assertThat(part).startsWith(9f).endsWith(9f).isNotEqualTo(new float[] {9, 9, 9});
  }

  @Test
  void circle() {
    for (double most : new double[] {4, 100, 1000}) {
      float[] x = points(most);
      float[] radius = new float[x.length];
      Arrays.fill(radius, 2);
      float[] cos = new float[x.length];
      float[] sin = new float[x.length];
      VectorFunctions.circle(x, radius, 0, cos, sin, 0, x.length);
      for (int i = 0; i < x.length; i++) {
        near(cos[i] / 2, Math.cos(x[i]), x[i]);
        near(sin[i] / 2, Math.sin(x[i]), x[i]);
      }
    }
  }

  @Test
  void circleTakesItsRadiusFromElsewhere() {
    float[] x = {9, 0, 1};
    float[] cos = new float[3];
    float[] sin = {5, 5, 5};
    VectorFunctions.circle(x, new float[] {3, 4}, -1, cos, sin, 1, 3);
    near(cos[1], 3, 0);
    near(cos[2], 4 * Math.cos(1), 1);
    near(sin[2], 4 * Math.sin(1), 1);
    assertThat(sin[0]).isEqualTo(5);
  }

  @Test
  void arcTangent() {
    for (double most : new double[] {1, 20, 1e6, 3e38}) {
      float[] x = points(most);
      float[] y = new float[x.length];
      VectorFunctions.arcTangent(x, y);
      for (int i = 0; i < x.length; i++) {
        near(y[i], Math.atan(x[i]), x[i]);
      }
    }
  }

  private static void near(double actual, double expected, float x) {
    if (!(Math.abs(actual - expected) <= TOLERANCE)) {
      throw new AssertionError("at " + x + ": " + actual + ", not " + expected);
    }
  }
}
