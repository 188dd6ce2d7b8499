package dev.phosphene.image;

import java.util.Arrays;

/**
 * Linear interpolation along one axis of {@code [outer, from, inner]} to {@code [outer, to,
 * inner]}, half-pixel centers, constant beyond the outermost; and its adjoint.
 */
final class Interpolation {
  private final int outer;
  private final int from;
  private final int to;
  private final int inner;

  /** The lower and upper neighbor of each output and the weight of the upper one. */
  private final int[] low;

  private final int[] high;
  private final float[] weight;

  Interpolation(int outer, int from, int to, int inner) {
    this.outer = outer;
    this.from = from;
    this.to = to;
    this.inner = inner;
    low = new int[to];
    high = new int[to];
    weight = new float[to];
    for (int i = 0; i < to; i++) {
      double at = Math.min(from - 1, Math.max(0, (i + 0.5) * from / to - 0.5));
      low[i] = (int) at;
      high[i] = Math.min(low[i] + 1, from - 1);
      weight[i] = (float) (at - low[i]);
    }
  }

  void apply(float[] x, float[] y) {
    if (from == to) {
      System.arraycopy(x, 0, y, 0, outer * to * inner);
      return;
    }
    for (int o = 0; o < outer; o++) {
      if (inner == 1) {
        blendLine(x, o * from, y, o * to);
        continue;
      }
      for (int i = 0; i < to; i++) {
        int a = (o * from + low[i]) * inner;
        int b = (o * from + high[i]) * inner;
        blend(x, a, b, weight[i], y, (o * to + i) * inner);
      }
    }
  }

  private void blendLine(float[] x, int a, float[] y, int b) {
    for (int i = 0; i < to; i++) {
      float below = x[a + low[i]];
      y[b + i] = below + weight[i] * (x[a + high[i]] - below);
    }
  }

  private void blend(float[] x, int a, int b, float w, float[] y, int at) {
    for (int q = 0; q < inner; q++) {
      y[at + q] = (1 - w) * x[a + q] + w * x[b + q];
    }
  }

  void adjoint(float[] y, float[] x) {
    if (from == to) {
      System.arraycopy(y, 0, x, 0, outer * to * inner);
      return;
    }
    Arrays.fill(x, 0, outer * from * inner, 0);
    for (int o = 0; o < outer; o++) {
      if (inner == 1) {
        spreadLine(y, o * to, x, o * from);
        continue;
      }
      for (int i = 0; i < to; i++) {
        int at = (o * to + i) * inner;
        add(y, at, 1 - weight[i], x, (o * from + low[i]) * inner);
        add(y, at, weight[i], x, (o * from + high[i]) * inner);
      }
    }
  }

  private void spreadLine(float[] y, int b, float[] x, int a) {
    for (int i = 0; i < to; i++) {
      float upper = weight[i] * y[b + i];
      x[a + low[i]] += y[b + i] - upper;
      x[a + high[i]] += upper;
    }
  }

  private void add(float[] y, int at, float w, float[] x, int a) {
    for (int q = 0; q < inner; q++) {
      x[a + q] += w * y[at + q];
    }
  }
}
