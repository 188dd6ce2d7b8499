package dev.phosphene.io;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HalfFloatsTest {

  /** All 65536 values against the definition, in doubles. */
  @Test
  void f16() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      int sign = bits < 0x8000 ? 1 : -1;
      int exponent = (bits >> 10) & 31;
      int fraction = bits & 1023;
      float actual = HalfFloats.fromF16((short) bits);
      if (exponent == 31 && fraction != 0) {
        assertThat(actual).isNaN();
        continue;
      }
      double expected =
          exponent == 31
              ? Double.POSITIVE_INFINITY
              : exponent == 0
                  ? Math.scalb((double) fraction, -24)
                  : Math.scalb(1024.0 + fraction, exponent - 25);
      if (Float.floatToRawIntBits(actual) != Float.floatToRawIntBits((float) (sign * expected))) {
        throw new AssertionError(Integer.toHexString(bits) + ": " + actual + ", not " + expected);
      }
    }
    assertThat(HalfFloats.fromF16((short) 0x3c00)).isEqualTo(1f);
    assertThat(HalfFloats.fromF16((short) 0x0001)).isEqualTo(0x1p-24f);
    assertThat(HalfFloats.fromF16((short) 0xfbff)).isEqualTo(-65504f);
  }

  /** Every half comes back; between two the nearer is taken, of two equally near the even one. */
  @Test
  void toF16() {
    for (int bits = 0; bits < 0x7c00; bits++) {
      float here = HalfFloats.fromF16((short) bits);
      float next = bits == 0x7bff ? 65536f : HalfFloats.fromF16((short) (bits + 1));
      float middle = (float) (((double) here + next) / 2);
      int even = bits + (bits & 1);
      int[] expected = {bits, bits, even, bits + 1};
      float[] values = {here, Math.nextDown(middle), middle, Math.nextUp(middle)};
      for (int i = 0; i < values.length; i++) {
        if (HalfFloats.toF16(values[i]) != (short) expected[i]) {
          throw new AssertionError(values[i] + " is not " + Integer.toHexString(expected[i]));
        }
        assertThat(HalfFloats.toF16(-values[i])).isEqualTo((short) (0x8000 | expected[i]));
      }
    }
    assertThat(HalfFloats.toF16(Float.POSITIVE_INFINITY)).isEqualTo((short) 0x7c00);
    assertThat(HalfFloats.toF16(1e9f)).isEqualTo((short) 0x7c00);
    assertThat(HalfFloats.fromF16(HalfFloats.toF16(Float.NaN))).isNaN();
  }

  @Test
  void bf16() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      float actual = HalfFloats.fromBf16((short) bits);
      assertThat(Float.floatToRawIntBits(actual)).isEqualTo(bits << 16);
    }
    assertThat(HalfFloats.fromBf16((short) 0x3f80)).isEqualTo(1f);
  }
}
