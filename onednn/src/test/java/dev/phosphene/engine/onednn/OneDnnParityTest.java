package dev.phosphene.engine.onednn;

import dev.phosphene.engine.EngineParityTest;
import dev.phosphene.engine.onednn.conv.Choice;

/** The CPU engine against the reference, with direct convolutions only. */
class OneDnnParityTest extends EngineParityTest {
  OneDnnParityTest() {
    super(new OneDnnEngine(Choice.DIRECT), 1e-5, 5e-7, 100);
  }
}
