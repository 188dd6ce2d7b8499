package dev.phosphene.tensor;

/**
 * A dense array as lines along neighboring axes: value {@code i} of the line at {@code (o, j)} lies
 * at {@code (o · length + i) · inner + j}.
 *
 * @param outer product of the extents before the axes
 * @param length length of a line
 * @param inner product of the extents after the axes
 */
public record Lines(int outer, int length, int inner) {

  /** Returns the lines along one axis. */
  public static Lines along(Shape shape, int axis) {
    return along(shape, axis, axis);
  }

  /** Returns the lines along the axes from {@code first} to {@code last}. */
  public static Lines along(Shape shape, int first, int last) {
    int outer = 1;
    int length = 1;
    int inner = 1;
    for (int axis = 0; axis < shape.rank(); axis++) {
      if (axis < first) {
        outer *= shape.extent(axis);
      } else if (axis <= last) {
        length *= shape.extent(axis);
      } else {
        inner *= shape.extent(axis);
      }
    }
    return new Lines(outer, length, inner);
  }

  /** Returns the number of lines. */
  public int count() {
    return outer * inner;
  }

  /** Returns the start of a line; its values lie {@link #inner} apart. */
  public int start(int line) {
    return line / inner * length * inner + line % inner;
  }
}
