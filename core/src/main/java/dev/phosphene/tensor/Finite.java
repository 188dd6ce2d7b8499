package dev.phosphene.tensor;

/** Looks for NaN and infinities. */
public final class Finite {
  private Finite() {}

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
