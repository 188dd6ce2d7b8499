package dev.phosphene.load.hdf5;

import dev.phosphene.tensor.Shape;

/** Converts between Keras's {@code [kh, kw, in, out]} and our {@code [out, in, kh, kw]}. */
public final class KerasLayout {
  /** Output channels moved at a time: 16 floats are one cache line of the source. */
  private static final int STRIP = 16;

  private KerasLayout() {}

  /** Returns the extents, in Keras's order, of an array of {@code shape}. */
  static int[] stored(Shape shape) {
    return shape.rank() == 4
        ? new int[] {shape.h(), shape.w(), shape.c(), shape.n()}
        : shape.toArray();
  }

  /**
   * Reorders values from Keras's order to that of {@code shape}.
   *
   * @param values a kernel {@code [kh, kw, in, out]}, or a vector, which stays as it is
   * @param shape {@code [out, in, kh, kw]} or {@code [channels]}
   */
  public static float[] outermostFirst(float[] values, Shape shape) {
    if (shape.rank() != 4) {
      return values;
    }
    int out = shape.n();
    int in = shape.c();
    int area = shape.h() * shape.w();
    float[] result = new float[values.length];
    for (int strip = 0; strip < out; strip += STRIP) {
      int end = Math.min(strip + STRIP, out);
      for (int i = 0; i < in; i++) {
        for (int s = 0; s < area; s++) {
          int from = (s * in + i) * out;
          for (int o = strip; o < end; o++) {
            result[(o * in + i) * area + s] = values[from + o];
          }
        }
      }
    }
    return result;
  }
}
