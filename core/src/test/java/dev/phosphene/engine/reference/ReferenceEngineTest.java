package dev.phosphene.engine.reference;

import dev.phosphene.engine.EngineParityTest;

/** The suite holds for the reference itself: names, shapes, and the same bits twice. */
class ReferenceEngineTest extends EngineParityTest {
  ReferenceEngineTest() {
    super(new ReferenceEngine(), 1e-12, 0, 10);
  }
}
