package dev.phosphene.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every engine must pass: the same activations and input gradients as the reference. An
 * engine's module extends this class.
 */
public abstract class EngineParityTest {

  private final Engine engine;
  private final double tolerance;
  private final int graphs;
  private final Parity parity;

  /**
   * Tests {@code engine}.
   *
   * @param tolerance relative to the largest value of an array
   * @param rounding of one layer, relative to its largest value
   * @param graphs how many random graphs to draw
   */
  protected EngineParityTest(Engine engine, double tolerance, double rounding, int graphs) {
    this.engine = engine;
    this.tolerance = tolerance;
    this.graphs = graphs;
    this.parity = new Parity(engine, tolerance, rounding);
  }

  @BeforeEach
  void needsTheEngine() {
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
  }

  @Test
  void randomGraphsAgreeWithTheReference() {
    long seed = Seeds.next(getClass().getSimpleName());
    for (int i = 0; i < graphs; i++) {
      Random random = new Random(seed + i);
      RandomGraph drawn = RandomGraph.draw(random);
      // The first graph of a repeated run is the one that failed.
      parity.check(drawn.graph(), drawn.taps(), drawn.input(), random, "seed " + (seed + i));
    }
    System.out.printf(
        "%s: %d of %d steps are more sensitive to rounding than %.0e%n",
        getClass().getSimpleName(), parity.sensitive(), 2 * graphs, tolerance);
  }

  @Test
  void wideChainAgreesWithTheReference() {
    Random random = new Random(7);
    Graph graph =
        Graph.builder(3)
            .add("conv1", RandomGraph.conv(random, 3, 64, Window.same(3, 1), 1, true), "input")
            .add("relu1", new Op.Relu(), "conv1")
            .add("conv2", RandomGraph.conv(random, 64, 64, Window.same(3, 1), 1, true), "relu1")
            .add("relu2", new Op.Relu(), "conv2")
            .add("pool", new Op.MaxPool(Window.valid(2, 2)), "relu2")
            .add("conv3", RandomGraph.conv(random, 64, 128, Window.same(3, 1), 1, true), "pool")
            .add("relu3", new Op.Relu(), "conv3")
            .build();
    parity.check(graph, List.of("relu3"), Shape.of(1, 3, 45, 43), random, "wide chain");
  }

  /** A luma in front, and colors that are mixed, repeated and scaled. */
  @Test
  void colorsMixedAtTheEntryAgreeWithTheReference() {
    Random random = new Random(17);
    Graph gray =
        Graph.builder(1)
            .add("conv", RandomGraph.conv(random, 1, 8, Window.same(3, 1), 1, true), "input")
            .build();
    Shape shape = Shape.of(2, 3, 9, 11);
    parity.check(
        Preprocessing.gray(255, -117).before(gray), List.of("conv"), shape, random, "luma");
    parity.check(
        Preprocessing.gray(255, -117).before(gray),
        List.of("preprocessing", "conv"),
        shape,
        random,
        "luma that is looked at");
    Op twice = new Op.SelectChannels(List.of(1, 0, 1));
    Op affine =
        new Op.Affine(
            Parameter.of("scale", Shape.of(3), 2, 3, 5),
            Parameter.of("shift", Shape.of(3), .1f, .2f, .3f));
    Graph mixed =
        Graph.builder(3)
            .add("mix", RandomGraph.conv(random, 3, 2, Window.valid(1, 1), 1, true), "input")
            .add("twice", twice, "mix")
            .add("scaled", affine, "twice")
            .add("conv", RandomGraph.conv(random, 3, 4, Window.same(3, 1), 1, true), "scaled")
            .build();
    parity.check(mixed, List.of("conv"), shape, random, "mixed colors");
  }

  /** Nine windows of 3×3 that have 9, 6 or 4 inputs inside of 5×5. */
  @Test
  void aSmoothMaxPoolSharesItsGradientOut() {
    Op pool = new Op.MaxPool(Window.padded(3, 2, 1), true);
    Graph graph = Graph.builder(1).add("pool", pool, "input").build();
    Shape shape = Shape.of(1, 1, 5, 5);
    Tensor picture = Tensor.zeros(shape);
    for (int i = 0; i < 25; i++) {
      picture.data()[i] = i;
    }
    try (Network network = engine.compile(graph, List.of("pool"), shape, Options.defaults())) {
      network.forward(picture);
      assertThat(network.activation("pool").data())
          .containsExactly(6, 8, 9, 16, 18, 19, 21, 23, 24);
      for (int window = 0; window < 9; window++) {
        Tensor cotangent = Tensor.zeros(1, 1, 3, 3);
        cotangent.data()[window] = 72;
        float[] gradient = network.backward(Map.of("pool", cotangent)).data();
        int y = 2 * (window / 3);
        int x = 2 * (window % 3);
        int area = (y == 2 ? 3 : 2) * (x == 2 ? 3 : 2);
        for (int i = 0; i < 25; i++) {
          boolean inside = Math.abs(i / 5 - y) <= 1 && Math.abs(i % 5 - x) <= 1;
          assertThat(gradient[i]).isEqualTo(inside ? 72f / area : 0);
        }
      }
    }
  }

  /** Values whose exponentials no number can hold; the gradient is a softmax. */
  @Test
  void theLogarithmOfASumOfExponentialsDoesNotOverflow() {
    Op reduce = new Op.Reduce(Op.Reduction.LOG_SUM_EXP, 1);
    Graph graph = Graph.builder(3).add("sum", reduce, "input").build();
    Shape shape = Shape.of(1, 3, 1, 3);
    float[] x = {1000, -1000, 0, 1000, -1001, Float.NEGATIVE_INFINITY, 999, -999, 0};
    Tensor picture = Tensor.zeros(shape);
    System.arraycopy(x, 0, picture.data(), 0, x.length);
    try (Network network = engine.compile(graph, List.of("sum"), shape, Options.defaults())) {
      network.forward(picture);
      double first = 1000 + Math.log(2 + Math.exp(-1));
      double second = -999 + Math.log(1 + Math.exp(-1) + Math.exp(-2));
      float[] sums = network.activation("sum").data();
      assertThat(sums).hasSize(3);
      assertThat((double) sums[0]).isCloseTo(first, within(1e-3));
      assertThat((double) sums[1]).isCloseTo(second, within(1e-3));
      assertThat((double) sums[2]).isCloseTo(Math.log(2), within(1e-6));
      Tensor cotangent = Tensor.zeros(network.shape("sum"));
      cotangent.fill(1);
      float[] gradient = network.backward(Map.of("sum", cotangent)).data();
      for (int i = 0; i < 9; i++) {
        double sum = List.of(first, second, Math.log(2)).get(i % 3);
        assertThat((double) gradient[i]).isCloseTo(Math.exp(x[i] - sum), within(1e-4));
      }
    }
  }

  @Test
  void redirectsGradientsByTheTruthTable() {
    new RedirectParity(engine, Options.defaults(), tolerance, true).followsTheTruthTable();
  }

  @Test
  void redirectsWhatAReluStopsOfEachExample() {
    for (int threads = 1; threads <= 2; threads++) { // two may share a batch out by its images
      Options options = new Options(Engine.Precision.F32, threads);
      new RedirectParity(engine, options, tolerance, true).agreesWithTheReference();
    }
  }

  @Test
  void aStepWithSomeOfTheTapsIgnoresTheOthers() {
    Random random = new Random(3);
    Graph graph =
        Graph.builder(3)
            .add("a", RandomGraph.conv(random, 3, 8, Window.same(3, 1), 1, true), "input")
            .add("b", new Op.Relu(), "a")
            .add("c", RandomGraph.conv(random, 8, 8, Window.same(3, 1), 1, true), "b")
            .build();
    Shape shape = Shape.of(1, 3, 9, 7);
    Tensor picture = RandomGraph.tensor(random, shape);
    List<String> taps = List.of("input", "a", "b", "c");
    try (Network network = engine.compile(graph, taps, shape, Options.defaults());
        Network oracle = new ReferenceEngine().compile(graph, taps, shape, Options.defaults())) {
      network.forward(picture);
      oracle.forward(picture);
      for (List<String> some : List.of(List.of("b"), List.of("c", "a"), List.of("input"), taps)) {
        Map<String, Tensor> cotangents = Parity.cotangents(oracle, some, random);
        Tensor expected = oracle.backward(cotangents);
        assertThat(Parity.difference(network.backward(cotangents), expected))
            .as(some.toString())
            .isLessThan(tolerance);
      }
      assertThat(network.backward(Map.of()).data()).containsOnly(0f);
    }
  }

  @Test
  void sameInputTwiceGivesTheSameBits() {
    Random random = new Random(11);
    RandomGraph drawn = RandomGraph.draw(random);
    Tensor picture = RandomGraph.tensor(random, drawn.input());
    List<Tensor> gradients = new ArrayList<>();
    Map<String, Tensor> cotangents = new HashMap<>();
    for (int run = 0; run < 2; run++) {
      try (Network network =
          engine.compile(drawn.graph(), drawn.taps(), drawn.input(), Options.defaults())) {
        for (int step = 0; step < 2; step++) {
          network.forward(picture);
          if (cotangents.isEmpty()) {
            cotangents.putAll(Parity.cotangents(network, drawn.taps(), random));
          }
          gradients.add(network.backward(cotangents).copy());
        }
      }
    }
    assertThat(gradients).containsOnly(gradients.get(0));
  }

  @Test
  void wrongNamesAndShapesAreToldApart() {
    Graph graph = Graph.builder(3).add("relu", new Op.Relu(), "input").build();
    Shape shape = Shape.of(1, 3, 4, 4);
    assertThatThrownBy(() -> engine.compile(graph, List.of("rely"), shape, Options.defaults()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("relu");
    try (Network network = engine.compile(graph, List.of("relu"), shape, Options.defaults())) {
      assertThat(network.inputShape()).isEqualTo(shape);
      assertThat(network.shape("relu")).isEqualTo(shape);
      assertThatThrownBy(() -> network.activation("input")).isInstanceOf(InputException.class);
      assertThatThrownBy(() -> network.forward(Tensor.zeros(1, 3, 4, 5)))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("1×3×4×4");
      network.forward(Tensor.zeros(shape));
      assertThatThrownBy(() -> network.backward(Map.of("relu", Tensor.zeros(1, 3, 4, 5))))
          .isInstanceOf(InputException.class);
    }
  }
}
