package dev.phosphene.output;

/** How a value in [0, 1] becomes a byte in 0…255. Values outside go to the nearer end. */
public enum Quantization {
  /** To the nearest byte, halves up: the default, and the exact inverse of {@code v / 255f}. */
  ROUND(.5f),

  /** Towards zero, {@code (int) (255f * x)}: what NumPy's {@code astype("uint8")} does. */
  TRUNCATE(0f);

  private final float bias;

  Quantization(float bias) {
    this.bias = bias;
  }

  /**
   * The byte of {@code value}.
   *
   * @throws IllegalArgumentException if the value is not a number
   */
  public byte of(float value) {
    if (Float.isNaN(value)) {
      throw new IllegalArgumentException("a picture holds NaN");
    }
    return (byte) (int) (255f * Math.max(0f, Math.min(1f, value)) + bias);
  }
}
