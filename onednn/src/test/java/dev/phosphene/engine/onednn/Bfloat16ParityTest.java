package dev.phosphene.engine.onednn;

import dev.phosphene.engine.HalfPrecisionParityTest;

/** bfloat16 as the processor computes it; skipped where it does not. */
class Bfloat16ParityTest extends HalfPrecisionParityTest {
  Bfloat16ParityTest() {
    super(new OneDnnEngine(), 100);
  }
}
