package dev.phosphene.transform;

import dev.phosphene.error.InputException;

/** Limits of the numbers in a {@link TransformStep}. */
final class TransformLimits {
  static final int PIXELS = 100_000;
  static final int CROPS = 10_000;

  /** Largest standard deviation of a blur, in pixels, and of noise. */
  static final double DEVIATION = 1000;

  static final double SMALLEST_FACTOR = 0.01;
  static final double LARGEST_FACTOR = 100;
  static final double ANGLE = 360;

  private TransformLimits() {}

  /**
   * Refuses values out of range.
   *
   * @throws InputException naming the range
   */
  static void check(String what, double value, double least, double most) {
    if (!(value >= least && value <= most)) {
      throw new InputException(what + " must be " + range(least, most) + ", not " + value);
    }
  }

  /** Returns {@code "0.01 to 100"}. */
  static String range(double least, double most) {
    return TransformNumbers.text(least) + " to " + TransformNumbers.text(most);
  }
}
