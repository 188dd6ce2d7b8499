package dev.phosphene.engine.onednn;

import dev.phosphene.engine.EngineParityTest;

/**
 * The CPU engine against the reference, with Winograd wherever it is possible. {@link WinogradTest}
 * holds a single layer to its rounding; the normalisations and attentions of random graphs behind
 * it multiply that, and now and then it turns a ReLU over.
 */
class OneDnnWinogradParityTest extends EngineParityTest {
  private static final double BOUND = 5e-4;
  private static final int TURNED = 5;

  OneDnnWinogradParityTest() {
    super(new OneDnnEngine(Choice.WINOGRAD), BOUND, 100, TURNED);
  }
}
