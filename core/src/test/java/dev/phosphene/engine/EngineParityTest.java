package dev.phosphene.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.reference.Noise;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every engine must pass: the same activations and input gradients as the reference. An
 * engine's module extends this class.
 */
public abstract class EngineParityTest {

  /** How often noise is drawn for a graph that differs. */
  private static final int NOISES = 16;

  private final Engine engine;
  private final double tolerance;
  private final double rounding;
  private final int graphs;
  private int sensitive;

  /**
   * Tests {@code engine}.
   *
   * @param tolerance relative to the largest value of an array
   * @param rounding of one layer, relative to its largest value: where noise of this size moves the
   *     reference itself by more than {@code tolerance}, a random graph may differ by as much
   * @param graphs how many random graphs to draw
   */
  protected EngineParityTest(Engine engine, double tolerance, double rounding, int graphs) {
    this.engine = engine;
    this.tolerance = tolerance;
    this.rounding = rounding;
    this.graphs = graphs;
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
      compare(drawn.graph(), drawn.taps(), drawn.input(), random, "seed " + (seed + i));
    }
    System.out.printf(
        "%s: %d of %d steps are more sensitive to rounding than %.0e%n",
        getClass().getSimpleName(), sensitive, 2 * graphs, tolerance);
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
    compare(graph, List.of("relu3"), Shape.of(1, 3, 45, 43), random, "wide chain");
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
        Network oracle = reference(graph, taps, shape)) {
      network.forward(picture);
      oracle.forward(picture);
      for (List<String> some : List.of(List.of("b"), List.of("c", "a"), List.of("input"), taps)) {
        Map<String, Tensor> cotangents = cotangents(oracle, some, random);
        assertClose(network.backward(cotangents), oracle.backward(cotangents), some.toString());
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
            cotangents.putAll(cotangents(network, drawn.taps(), random));
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

  private static Network reference(Graph graph, List<String> taps, Shape input) {
    return new ReferenceEngine().compile(graph, taps, input, Options.defaults());
  }

  private static Map<String, Tensor> cotangents(Network network, List<String> taps, Random random) {
    Map<String, Tensor> cotangents = new HashMap<>();
    taps.forEach(tap -> cotangents.put(tap, RandomGraph.tensor(random, network.shape(tap))));
    return cotangents;
  }

  private void compare(Graph graph, List<String> taps, Shape input, Random random, String what) {
    String description = what + ", " + input + ", taps " + taps + " of " + graph.nodes();
    try (Network network = compile(graph, taps, input, description);
        Network oracle = reference(graph, taps, input);
        Network noisy = Noise.compile(graph, taps, input, rounding, new Random(1))) {
      for (int step = 0; step < 2; step++) {
        Tensor picture = RandomGraph.tensor(random, input);
        Map<String, Tensor> cotangents = cotangents(oracle, taps, random);
        Map<String, Tensor> expected = results(oracle, taps, picture, cotangents);
        Map<String, Double> off =
            differences(results(network, taps, picture, cotangents), expected);
        off.values().removeIf(difference -> difference < tolerance);
        Map<String, Double> noise = new HashMap<>();
        for (int i = 0; i < NOISES && !off.isEmpty(); i++) {
          differences(results(noisy, taps, picture, cotangents), expected)
              .forEach((name, difference) -> noise.merge(name, difference, Math::max));
        }
        off.forEach(
            (name, difference) ->
                assertThat(difference)
                    .as(name + ": " + description)
                    .isLessThan(2 * Objects.requireNonNull(noise.get(name))));
        sensitive += off.isEmpty() ? 0 : 1;
      }
    }
  }

  /** Copies of the taps, and of the gradient under its own name. */
  private static Map<String, Tensor> results(
      Network network, List<String> taps, Tensor picture, Map<String, Tensor> cotangents) {
    Map<String, Tensor> results = new HashMap<>();
    network.forward(picture);
    taps.forEach(tap -> results.put(tap, network.activation(tap).copy()));
    results.put("the picture's gradient", network.backward(cotangents).copy());
    return results;
  }

  private static Map<String, Double> differences(
      Map<String, Tensor> actual, Map<String, Tensor> expected) {
    Map<String, Double> differences = new HashMap<>();
    expected.forEach(
        (name, tensor) ->
            differences.put(name, difference(Objects.requireNonNull(actual.get(name)), tensor)));
    return differences;
  }

  private Network compile(Graph graph, List<String> taps, Shape input, String description) {
    try {
      return engine.compile(graph, taps, input, Options.defaults());
    } catch (RuntimeException e) {
      throw new AssertionError(description, e);
    }
  }

  private void assertClose(Tensor actual, Tensor expected, String description) {
    assertThat(difference(actual, expected)).as(description).isLessThan(tolerance);
  }

  /** The largest difference relative to the largest value. */
  private static double difference(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    double scale = 1e-6;
    double worst = 0;
    for (int i = 0; i < expected.data().length; i++) {
      scale = Math.max(scale, Math.abs(expected.data()[i]));
      double difference = Math.abs((double) actual.data()[i] - expected.data()[i]);
      worst = Math.max(worst, Double.isNaN(difference) ? Double.MAX_VALUE : difference);
    }
    return worst / scale;
  }
}
