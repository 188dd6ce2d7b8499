package dev.phosphene.tensor;

import java.util.Arrays;

/**
 * Dense float32 array in row-major order, {@code [n, c, h, w]} wherever it is an image, an
 * activation or a gradient. The array is shared, never copied.
 */
public record Tensor(Shape shape, float[] data) {

  /**
   * Wraps {@code data}.
   *
   * @throws IllegalArgumentException if the length does not match the shape
   */
  public Tensor {
    if (data.length != shape.size()) {
      throw new IllegalArgumentException(data.length + " values do not fill " + shape);
    }
  }

  /** Returns a tensor of zeros. */
  public static Tensor zeros(Shape shape) {
    return new Tensor(shape, new float[shape.size()]);
  }

  /** Returns a tensor of zeros. */
  public static Tensor zeros(int... extents) {
    return zeros(Shape.of(extents));
  }

  /**
   * Returns the index in {@link #data} of the first value of channel {@code c} of example {@code
   * n}.
   */
  public int offset(int n, int c) {
    return (n * shape.c() + c) * shape.h() * shape.w();
  }

  /** Returns the index in {@link #data} of one value of an NCHW tensor. */
  public int offset(int n, int c, int y, int x) {
    return ((n * shape.c() + c) * shape.h() + y) * shape.w() + x;
  }

  /** Returns one value of an NCHW tensor. */
  public float at(int n, int c, int y, int x) {
    return data[offset(n, c, y, x)];
  }

  /** Sets every value to {@code value}. */
  public void fill(float value) {
    Arrays.fill(data, value);
  }

  /** Returns a copy with its own array. */
  public Tensor copy() {
    return new Tensor(shape, data.clone());
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Tensor that
        && shape.equals(that.shape)
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * shape.hashCode() + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "Tensor " + shape;
  }
}
