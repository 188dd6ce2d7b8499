package dev.phosphene.image;

import java.util.Arrays;

/**
 * Linear interpolation along one axis of {@code [outer, from, inner]} to {@code [outer, to,
 * inner]}, half-pixel centres, constant beyond the outermost; and its adjoint.
 */
final class Interpolation {
  private final int outer;
  private final int from;
  private final int to;
  private final int inner;

  /** The lower neighbour of each output and the weight of the upper one. */
  private final int[] low;

  private final float[] weight;

  Interpolation(int outer, int from, int to, int inner) {
    this.outer = outer;
    this.from = from;
    this.to = to;
    this.inner = inner;
    low = new int[to];
    weight = new float[to];
    for (int i = 0; i < to; i++) {
      double at = Math.min(from - 1, Math.max(0, (i + 0.5) * from / to - 0.5));
      low[i] = (int) at;
      weight[i] = (float) (at - low[i]);
    }
  }

  void apply(float[] x, float[] y) {
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < to; i++) {
        int a = (o * from + low[i]) * inner;
        int b = (o * from + Math.min(low[i] + 1, from - 1)) * inner;
        blend(x, a, b, weight[i], y, (o * to + i) * inner);
      }
    }
  }

  private void blend(float[] x, int a, int b, float w, float[] y, int at) {
    for (int q = 0; q < inner; q++) {
      y[at + q] = (1 - w) * x[a + q] + w * x[b + q];
    }
  }

  void adjoint(float[] y, float[] x) {
    Arrays.fill(x, 0, outer * from * inner, 0);
    for (int o = 0; o < outer; o++) {
      for (int i = 0; i < to; i++) {
        int a = (o * from + low[i]) * inner;
        int b = (o * from + Math.min(low[i] + 1, from - 1)) * inner;
        spread(y, (o * to + i) * inner, weight[i], x, a, b);
      }
    }
  }

  private void spread(float[] y, int at, float w, float[] x, int a, int b) {
    for (int q = 0; q < inner; q++) {
      x[a + q] += (1 - w) * y[at + q];
      x[b + q] += w * y[at + q];
    }
  }
}
