package dev.phosphene.tensor;

import java.util.Arrays;

/** Extents of a dense array, outermost first; for an image batch {@code [n, c, h, w]}. */
public final class Shape {
  private final int[] extents;

  private Shape(int[] extents) {
    this.extents = extents;
  }

  /**
   * Returns a shape of the given extents.
   *
   * @throws IllegalArgumentException if an extent is not positive, or the product overflows an int
   */
  public static Shape of(int... extents) {
    long size = 1;
    for (int extent : extents) {
      if (extent <= 0) {
        throw new IllegalArgumentException("extents must be positive: " + Arrays.toString(extents));
      }
      size *= extent;
      if (size > Integer.MAX_VALUE) {
        throw new IllegalArgumentException(
            "more than 2^31 - 1 elements: " + Arrays.toString(extents));
      }
    }
    return new Shape(extents.clone());
  }

  public int rank() {
    return extents.length;
  }

  /** Returns the extent along {@code axis}, from 0 at the outermost. */
  public int extent(int axis) {
    return extents[axis];
  }

  /** Returns the batch extent of an NCHW shape. */
  public int n() {
    return extents[0];
  }

  /** Returns the channel extent of an NCHW shape. */
  public int c() {
    return extents[1];
  }

  /** Returns the height of an NCHW shape. */
  public int h() {
    return extents[2];
  }

  /** Returns the width of an NCHW shape. */
  public int w() {
    return extents[3];
  }

  /** Returns the number of elements. */
  public int size() {
    int size = 1;
    for (int extent : extents) {
      size *= extent;
    }
    return size;
  }

  /** Returns a copy of the extents. */
  public int[] toArray() {
    return extents.clone();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape that && Arrays.equals(extents, that.extents);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(extents);
  }

  /** Returns {@code 1×3×224×224}. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < extents.length; i++) {
      text.append(i == 0 ? "" : "×").append(extents[i]);
    }
    return text.toString();
  }
}
