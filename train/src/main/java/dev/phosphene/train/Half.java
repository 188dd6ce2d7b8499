package dev.phosphene.train;

/** IEEE 754 half precision: 1 sign bit, 5 exponent bits (bias 15), 10 fraction bits. */
final class Half {
  private Half() {}

  /** Returns the nearest half of a float, ties to even; infinity beyond 65504 (rounded). */
  static short of(float value) {
    int bits = Float.floatToRawIntBits(value);
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7FFFFFFF;
    if (magnitude > 0x7F800000) {
      return (short) (sign | 0x7E00); // NaN
    }
    if (magnitude >= 0x47800000) { // 65536 and above
      return (short) (sign | 0x7C00);
    }
    if (magnitude < 0x38800000) { // below 2^-14: a multiple of 2^-24
      float scaled = Float.intBitsToFloat(magnitude) * 0x1p24f;
      return (short) (sign | (int) Math.rint(scaled));
    }
    int rebased = magnitude - (112 << 23); // exponent bias 127 to 15
    int odd = rebased >>> 13 & 1;
    return (short) (sign | (rebased + 0xFFF + odd) >>> 13);
  }

  /** Returns the exact value of a half. */
  static float toFloat(short half) {
    int exponent = half >>> 10 & 31;
    int fraction = half & 0x3FF;
    float magnitude;
    if (exponent == 0) {
      magnitude = fraction * 0x1p-24f;
    } else if (exponent == 31) {
      magnitude = fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN;
    } else {
      magnitude = Float.intBitsToFloat(((exponent + 112) << 23) | (fraction << 13));
    }
    return (half & 0x8000) == 0 ? magnitude : -magnitude;
  }

  /** Returns the values rounded to half precision. */
  static float[] rounded(float[] values) {
    float[] result = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      result[i] = toFloat(of(values[i]));
    }
    return result;
  }
}
