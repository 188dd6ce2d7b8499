package dev.phosphene.tensor;

import dev.phosphene.error.InputException;

/** Looks for NaN and infinities. */
public final class Finite {
  private Finite() {}

  /**
   * The same weights.
   *
   * @param where names them and, if it is known, their file
   * @throws InputException if one of them is no finite number: a ReLU may make 0 of what comes of
   *     it, so that results would look sound
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

  /** The index of the first value that is no finite number, or −1. */
  public static int firstNot(float[] values) {
    float zero = 0; // what is not finite makes NaN of it, and it stays that
    for (float value : values) {
      zero += value * 0;
    }
    if (zero == 0) {
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
