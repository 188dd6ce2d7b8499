package dev.phosphene.graph;

import dev.phosphene.tensor.Shape;

/** Rows {@code top … bottom − 1} and columns {@code left … right − 1} of an image or a layer. */
public record Box(int top, int left, int bottom, int right) {

  /** Returns the box of all positions of {@code [n, c, h, w]}. */
  public static Box whole(Shape shape) {
    return new Box(0, 0, shape.h(), shape.w());
  }

  /** Returns the number of rows. */
  public int height() {
    return bottom - top;
  }

  /** Returns the number of columns. */
  public int width() {
    return right - left;
  }

  /** Returns the number of positions. */
  public long area() {
    return (long) height() * width();
  }

  /** Returns the smallest box around both. */
  public Box hull(Box other) {
    return new Box(
        Math.min(top, other.top),
        Math.min(left, other.left),
        Math.max(bottom, other.bottom),
        Math.max(right, other.right));
  }

  /** Returns whether {@code other} lies inside this box. */
  public boolean contains(Box other) {
    return hull(other).equals(this);
  }

  /** Returns the same positions, counted from the upper left corner of {@code origin}. */
  public Box within(Box origin) {
    return new Box(top - origin.top, left - origin.left, bottom - origin.top, right - origin.left);
  }
}
