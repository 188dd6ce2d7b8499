package dev.phosphene.load.pytorch;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;

/**
 * A tensor in a file: a view of a storage. Element {@code [i, j, …]} is that at {@code offset + i ·
 * strides[0] + j · strides[1] + …}.
 */
record StoredTensor(Storage storage, long offset, long[] extents, long[] strides) {

  /**
   * Checks that the view lies within its storage and has no more elements.
   *
   * @param where names the tensor, for messages
   * @throws InputException if it does not
   */
  void requireInside(String where) {
    long size = 1;
    long last = offset;
    boolean sound = extents.length == strides.length && offset >= 0;
    try {
      for (int axis = 0; sound && axis < extents.length; axis++) {
        sound = extents[axis] >= 0 && strides[axis] >= 0;
        size = Math.multiplyExact(size, extents[axis]);
        long steps = Math.max(extents[axis] - 1, 0);
        last = Math.addExact(last, Math.multiplyExact(steps, strides[axis]));
      }
    } catch (ArithmeticException e) {
      throw new InputException(where + " has the impossible shape " + text(), e);
    }
    if (!sound || size > storage.count() || (size > 0 && last >= storage.count())) {
      throw new InputException(
          "%s has the shape %s from element %d on, which does not lie in its storage of %d elements"
              .formatted(where, text(), offset, storage.count()));
    }
  }

  /** Returns whether it can be a weight: not empty, and not too large for an array. */
  boolean isUsable() {
    long size = 1;
    for (long extent : extents) {
      size *= extent; // no more than there are elements in the file
    }
    return size > 0 && size <= Integer.MAX_VALUE - 8;
  }

  /** Returns the shape of a usable tensor. */
  Shape shape() {
    return Shape.of(Arrays.stream(extents).mapToInt(Math::toIntExact).toArray());
  }

  /** Returns whether the elements are contiguous in row-major order. */
  boolean isContiguous() {
    long expected = 1;
    for (int axis = extents.length - 1; axis >= 0; axis--) {
      if (extents[axis] != 1 && strides[axis] != expected) {
        return false;
      }
      expected *= extents[axis];
    }
    return true;
  }

  /** Returns the last element's position in the storage, relative to {@link #offset}. */
  long span() {
    long span = 0;
    for (int axis = 0; axis < extents.length; axis++) {
      span += (extents[axis] - 1) * strides[axis];
    }
    return span;
  }

  private String text() {
    return Arrays.toString(extents) + " with the strides " + Arrays.toString(strides);
  }
}
