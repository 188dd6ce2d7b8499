package dev.phosphene.engine.onednn;

import dev.phosphene.engine.EngineParityTest;

/** The CPU engine against the reference, with direct convolutions only. */
class OneDnnParityTest extends EngineParityTest {
  OneDnnParityTest() {
    super(new OneDnnEngine(Choice.DIRECT), 5e-5, 100, 2);
  }
}
