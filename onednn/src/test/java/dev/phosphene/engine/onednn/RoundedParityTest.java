package dev.phosphene.engine.onednn;

import dev.phosphene.engine.HalfPrecisionParityTest;

/** bfloat16 by rounding float32, on every processor. */
class RoundedParityTest extends HalfPrecisionParityTest {
  RoundedParityTest() {
    super(new RoundedEngine(), 60);
  }
}
