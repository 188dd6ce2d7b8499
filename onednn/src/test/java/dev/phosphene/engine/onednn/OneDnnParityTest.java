package dev.phosphene.engine.onednn;

import dev.phosphene.engine.EngineParityTest;

/** The CPU engine against the reference. */
class OneDnnParityTest extends EngineParityTest {
  OneDnnParityTest() {
    super(new OneDnnEngine(), 1e-5);
  }
}
