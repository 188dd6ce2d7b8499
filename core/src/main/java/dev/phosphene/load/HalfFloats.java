package dev.phosphene.load;

/** The two 16-bit floating-point formats, widened exactly; Java 17 has neither. */
public final class HalfFloats {
  private HalfFloats() {}

  /** IEEE 754 binary16: 1 sign bit, 5 of exponent (bias 15), 10 of fraction. */
  public static float fromF16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) { // zero or subnormal: fraction · 2⁻²⁴, which a float holds exactly
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
    }
    if (exponent == 0x1f) { // infinity, or a NaN whose payload is kept
      return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
    }
    return Float.intBitsToFloat(sign | ((exponent - 15 + 127) << 23) | (fraction << 13));
  }

  /** bfloat16: the upper half of a float. */
  public static float fromBf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
