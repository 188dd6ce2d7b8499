package dev.phosphene.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.Engine.Precision;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * What every engine must pass that computes in bfloat16: the reference's activations to some of
 * eight binary digits. A rounded activation may fall on the other side of a ReLU or lose a maximum,
 * and single gradients then go elsewhere; so those are compared as a whole, and in most graphs.
 */
public abstract class HalfPrecisionParityTest {
  private static final Options HALF = new Options(Precision.BF16, 0);

  private final Engine engine;
  private final int graphs;

  /**
   * Tests {@code engine}.
   *
   * @param graphs how many random graphs to draw
   */
  protected HalfPrecisionParityTest(Engine engine, int graphs) {
    this.engine = engine;
    this.graphs = graphs;
  }

  @Test
  void randomGraphsAgreeWithTheReference() {
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
    assumeTrue(
        engine.supports(Precision.BF16),
        () -> "skipped: " + engine.version() + " has no native bfloat16");
    long seed = Seeds.next(getClass().getSimpleName());
    List<Double> activations = new ArrayList<>();
    List<Double> gradients = new ArrayList<>();
    for (int i = 0; i < graphs; i++) {
      Random random = new Random(seed + i);
      RandomGraph drawn = RandomGraph.draw(random);
      String what = "seed " + (seed + i) + ", " + drawn.input() + " of " + drawn.graph().nodes();
      try (Network network = engine.compile(drawn.graph(), drawn.taps(), drawn.input(), HALF);
          Network oracle =
              new ReferenceEngine()
                  .compile(drawn.graph(), drawn.taps(), drawn.input(), Options.defaults())) {
        Tensor picture = RandomGraph.tensor(random, drawn.input());
        network.forward(picture);
        oracle.forward(picture);
        Map<String, Tensor> cotangents = new HashMap<>();
        for (String tap : drawn.taps()) {
          cotangents.put(tap, RandomGraph.tensor(random, oracle.shape(tap)));
          double off = Parity.distance(network.activation(tap), oracle.activation(tap));
          assertThat(off).as(tap + ", " + what).isLessThan(.05);
          activations.add(off);
        }
        double off = Parity.distance(network.backward(cotangents), oracle.backward(cotangents));
        assertThat(off).as("gradient, " + what).isFinite();
        gradients.add(off);
      }
    }
    Collections.sort(activations);
    Collections.sort(gradients);
    double activation = activations.get(activations.size() / 2);
    double gradient = gradients.get(graphs / 2);
    System.out.printf(
        "%s: activations %.5f, gradients %.5f off in the median%n",
        engine.version(), activation, gradient);
    assertThat(activation).isLessThan(.004);
    assertThat(gradient).isLessThan(.006);
    // Rounding may turn a ReLU or a maximum the other way, and most of a small graph's gradient.
    assertThat(gradients).filteredOn(off -> off >= .3).hasSizeLessThanOrEqualTo(graphs / 20);
  }

  @Test
  void redirectsGradients() {
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
    assumeTrue(
        engine.supports(Precision.BF16),
        () -> "skipped: " + engine.version() + " has no native bfloat16");
    RedirectParity parity = new RedirectParity(engine, HALF, .02, false);
    parity.followsTheTruthTable();
    parity.agreesWithTheReference();
  }
}
