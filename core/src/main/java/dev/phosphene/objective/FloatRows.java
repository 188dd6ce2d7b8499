package dev.phosphene.objective;

import java.util.Arrays;

/**
 * Rows of floats of equal length, and weighted sums of them. Each row is its own array, because C2
 * vectorizes a loop only if all its arrays share one index. Zero rows pad to a multiple of four,
 * the number of rows added at once.
 */
record FloatRows(float[][] values, int count) {
  private static final int AT_ONCE = 4;

  private static FloatRows empty(int count, int length) {
    float[][] values = new float[(count + AT_ONCE - 1) / AT_ONCE * AT_ONCE][];
    for (int i = 0; i < count; i++) {
      values[i] = new float[length];
    }
    Arrays.fill(values, count, values.length, new float[length]);
    return new FloatRows(values, count);
  }

  /**
   * Makes one row per channel.
   *
   * @param from index of the first channel's first position in {@code data}
   * @param stride distance between channels
   * @param length number of positions
   */
  static FloatRows ofChannels(float[] data, int from, int channels, int stride, int length) {
    FloatRows rows = empty(channels, length);
    for (int c = 0; c < channels; c++) {
      System.arraycopy(data, from + c * stride, rows.values[c], 0, length);
    }
    return rows;
  }

  /** Makes one row per position of the same data. */
  static FloatRows ofPositions(float[] data, int from, int channels, int stride, int length) {
    FloatRows rows = empty(length, channels);
    for (int c = 0; c < channels; c++) {
      for (int p = 0; p < length; p++) {
        rows.values[p][c] = data[from + c * stride + p];
      }
    }
    return rows;
  }

  /**
   * Adds {@code Σ factors[at + k · stride] · row k} to {@code sum}, from index {@code begin} of
   * each row on.
   */
  void add(float[] factors, int at, int stride, float[] sum, int begin) {
    for (int k = 0; k < count; k += AT_ONCE) {
      float a = factors[at + k * stride];
      float b = k + 1 < count ? factors[at + (k + 1) * stride] : 0;
      float c = k + 2 < count ? factors[at + (k + 2) * stride] : 0;
      float d = k + 3 < count ? factors[at + (k + 3) * stride] : 0;
      if (a != 0 || b != 0 || c != 0 || d != 0) { // rectified layers have many zeros
        add(values[k], a, values[k + 1], b, values[k + 2], c, values[k + 3], d, sum, begin);
      }
    }
  }

  private static void add(
      float[] r,
      float a,
      float[] s,
      float b,
      float[] t,
      float c,
      float[] u,
      float d,
      float[] sum,
      int begin) {
    for (int i = begin; i < sum.length; i++) {
      sum[i] += a * r[i] + b * s[i] + c * t[i] + d * u[i];
    }
  }
}
