package dev.phosphene.engine.onednn;

import dev.phosphene.engine.EngineParityTest;
import dev.phosphene.engine.onednn.conv.Choice;

/**
 * The CPU engine against the reference, with Winograd wherever it is possible; {@link WinogradTest}
 * holds a single layer to its rounding.
 */
class OneDnnWinogradParityTest extends EngineParityTest {
  OneDnnWinogradParityTest() {
    super(new OneDnnEngine(Choice.WINOGRAD), 1e-4, 1e-5, 100);
  }
}
