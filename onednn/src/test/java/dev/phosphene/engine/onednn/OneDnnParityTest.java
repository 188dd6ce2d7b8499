package dev.phosphene.engine.onednn;

import dev.phosphene.engine.EngineParityTest;

/** The CPU engine against the reference. */
class OneDnnParityTest extends EngineParityTest {
  OneDnnParityTest() {
    super(new OneDnnEngine(), 5e-5, 100);
  }
}
