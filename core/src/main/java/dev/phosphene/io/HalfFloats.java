package dev.phosphene.io;

/** Converts 16-bit floats: widens both formats exactly, and rounds to one; not in Java 17. */
public final class HalfFloats {
  private HalfFloats() {}

  /** Widens IEEE 754 binary16: 1 sign bit, 5 of exponent (bias 15), 10 of fraction. */
  public static float fromF16(short bits) {
    int sign = (bits & 0x8000) << 16;
    int exponent = (bits >> 10) & 0x1f;
    int fraction = bits & 0x3ff;
    if (exponent == 0) { // zero or subnormal: fraction · 2⁻²⁴, exact in a float
      return Float.intBitsToFloat(sign | Float.floatToRawIntBits(fraction * 0x1p-24f));
    }
    if (exponent == 0x1f) { // infinity, or a NaN whose payload is kept
      return Float.intBitsToFloat(sign | 0x7f800000 | (fraction << 13));
    }
    return Float.intBitsToFloat(sign | ((exponent - 15 + 127) << 23) | (fraction << 13));
  }

  /** Returns the nearest IEEE 754 binary16, ties to even; infinite from 65520 on. */
  static short toF16(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = (bits >>> 16) & 0x8000;
    float size = Math.abs(value);
    if (Float.isNaN(value)) {
      return (short) (sign | 0x7e00);
    }
    if (size >= 65520f) {
      return (short) (sign | 0x7c00);
    }
    if (size < 0x1p-14f) { // subnormal: a multiple of 2⁻²⁴, or the smallest normal number
      return (short) (sign | (int) Math.rint(size * 0x1p24f));
    }
    int exact = bits & 0x7fffffff;
    int rounded = exact + 0xfff + ((exact >> 13) & 1);
    return (short) (sign | ((rounded >> 13) - ((127 - 15) << 10)));
  }

  /** Widens bfloat16, the upper half of a float. */
  public static float fromBf16(short bits) {
    return Float.intBitsToFloat(bits << 16);
  }
}
