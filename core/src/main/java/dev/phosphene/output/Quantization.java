package dev.phosphene.output;

/** The conversion of a value in [0, 1] to a byte in 0…255. Values outside are clipped. */
public enum Quantization {
  /** To the nearest byte, halves up: the default, and the exact inverse of {@code v / 255f}. */
  ROUND(.5f),

  /** Towards zero, {@code (int) (255f * x)}, as NumPy's {@code astype("uint8")} does. */
  TRUNCATE(0f);

  private final float bias;

  Quantization(float bias) {
    this.bias = bias;
  }

  /**
   * Returns the byte of {@code value}.
   *
   * @throws IllegalArgumentException if the value is NaN
   */
  public byte of(float value) {
    if (Float.isNaN(value)) {
      throw new IllegalArgumentException("the image contains NaN");
    }
    return (byte) (int) (255f * Math.max(0f, Math.min(1f, value)) + bias);
  }
}
