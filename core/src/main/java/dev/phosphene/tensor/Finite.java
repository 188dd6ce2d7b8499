package dev.phosphene.tensor;

import dev.phosphene.error.InputException;

/** Finds NaN and infinite values. */
public final class Finite {
  /** The bits of infinity; those of NaN are larger. */
  private static final int INFINITY = 0x7f800000;

  private Finite() {}

  /**
   * Returns the weights after checking them.
   *
   * @param where names them and, if known, their file
   * @throws InputException if one of them is not finite: a ReLU may turn its effects into 0, so
   *     that results would look sound
   */
  public static float[] weights(String where, float[] values) {
    int at = firstNot(values);
    if (at >= 0) {
      throw new InputException(
          ("%s is %s at value %d of %d (counted from 0), not a finite number; the file is damaged,"
                  + " or its training failed")
              .formatted(where, values[at], at, values.length));
    }
    return values;
  }

  /** Returns the index of the first value that is not finite, or −1. */
  public static int firstNot(float[] values) {
    int most = 0; // of the bits without the sign: an integer maximum is vectorized
    for (float value : values) {
      most = Math.max(most, Float.floatToRawIntBits(value) & Integer.MAX_VALUE);
    }
    if (most < INFINITY) {
      return -1;
    }
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return i;
      }
    }
    return -1;
  }
}
