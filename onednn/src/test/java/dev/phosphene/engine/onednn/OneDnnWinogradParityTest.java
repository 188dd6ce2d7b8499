package dev.phosphene.engine.onednn;

import dev.phosphene.engine.EngineParityTest;

/** The CPU engine against the reference, with Winograd wherever it is possible. */
class OneDnnWinogradParityTest extends EngineParityTest {
  OneDnnWinogradParityTest() {
    super(new OneDnnEngine(Choice.WINOGRAD), 5e-5, 100);
  }
}
