package dev.phosphene.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class HalfTest {
  @Test
  void everyHalfComesBack() {
    for (int bits = 0; bits < 1 << 16; bits++) {
      short half = (short) bits;
      float value = Half.toFloat(half);
      if (Float.isNaN(value)) {
        assertTrue(Float.isNaN(Half.toFloat(Half.of(value))));
      } else {
        assertEquals(half, Half.of(value), () -> "half " + half);
      }
    }
  }

  @Test
  void knownValues() {
    assertEquals(0x3C00, Half.of(1f));
    assertEquals(0x7BFF, Half.of(65504f));
    assertEquals(0x7BFF, Half.of(65519.99f));
    assertEquals(0x7C00, Half.of(65520f));
    assertEquals((short) 0xFC00, Half.of(Float.NEGATIVE_INFINITY));
    assertEquals((short) 0x8000, Half.of(-0f));
    assertEquals(1, Half.of(0x1p-24f));
    assertEquals(0, Half.of(0x1p-25f));
    assertEquals(2, Half.of(0x1.8p-24f));
    assertEquals(0x400, Half.of(0x1p-14f));
  }

  @Test
  void tiesGoToTheEvenNeighbor() {
    for (int bits = 0; bits < 0x7BFF; bits++) {
      float a = Half.toFloat((short) bits);
      float b = Half.toFloat((short) (bits + 1));
      float middle = a + (b - a) / 2;
      assertEquals(bits % 2 == 0 ? bits : bits + 1, Half.of(middle));
      assertEquals(bits, Half.of(Math.nextDown(middle)));
      assertEquals(bits + 1, Half.of(Math.nextUp(middle)));
    }
  }

  @Test
  void relativeErrorIsAtMostHalfAStep() {
    Random random = new Random(3);
    for (int i = 0; i < 100_000; i++) {
      float x = (float) Math.scalb(random.nextGaussian(), random.nextInt(30) - 18);
      float error = Math.abs(Half.toFloat(Half.of(x)) - x);
      assertTrue(error <= Math.max(0x1p-11f * Math.abs(x), 0x1p-25f), () -> "of " + x);
    }
  }
}
