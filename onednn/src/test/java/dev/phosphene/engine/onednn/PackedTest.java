package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.onednn.program.Packed;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Networks of one graph share its weights, and the last one frees them. */
class PackedTest {
  private static final Shape SMALL = Shape.of(1, 8, 24, 24);
  private static final Shape LARGE = Shape.of(1, 8, 40, 40);
  private static final List<String> TAPS = List.of("b");

  private final AtomicInteger reads = new AtomicInteger();
  private final int before = Packed.count();

  @BeforeEach
  void needsTheLibrary() {
    OneDnnEngine engine = new OneDnnEngine();
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
  }

  private Parameter parameter(int seed, Shape shape) {
    return new Parameter(
        "p" + seed,
        shape,
        () -> {
          reads.incrementAndGet();
          float[] values = new float[shape.size()];
          Random random = new Random(seed);
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) random.nextGaussian() / 8;
          }
          return values;
        });
  }

  private Op conv(int seed, int in, int out) {
    Parameter weight = parameter(seed, Shape.of(out, in, 3, 3));
    return new Op.Conv(weight, parameter(seed + 1, Shape.of(out)), Window.same(3, 1), 1);
  }

  private Graph graph() {
    return Graph.builder(8)
        .add("a", conv(1, 8, 32), "input")
        .add("relu", new Op.Relu(), "a")
        .add("b", conv(3, 32, 16), "relu")
        .build();
  }

  /** Activation and gradient for an image of the network's size. */
  private static List<float[]> step(Network network) {
    Tensor picture = Tensor.zeros(network.inputShape());
    for (int i = 0; i < picture.data().length; i++) {
      picture.data()[i] = (float) Math.sin(i);
    }
    network.forward(picture);
    Tensor cotangent = Tensor.zeros(network.shape("b"));
    cotangent.fill(1);
    Tensor gradient = network.backward(Map.of("b", cotangent));
    return List.of(network.activation("b").data().clone(), gradient.data().clone());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneClosedLeavesTheOtherIntact(boolean winograd) {
    OneDnnEngine engine = new OneDnnEngine(winograd ? Choice.WINOGRAD : Choice.DIRECT);
    Graph graph = graph();
    List<float[]> expected;
    try (Network alone = engine.compile(graph, TAPS, LARGE, Options.defaults())) {
      expected = step(alone);
      assertThat(Packed.count()).isGreaterThan(before);
    }
    assertThat(Packed.count()).isEqualTo(before);
    Network small = engine.compile(graph, TAPS, SMALL, Options.defaults());
    step(small);
    int made = Packed.count();
    reads.set(0);
    try (Network large = engine.compile(graph, TAPS, LARGE, Options.defaults())) {
      compare(step(large), expected);
      if (!winograd) { // its layout may depend on the number of tiles
        assertThat(Packed.count()).isEqualTo(made);
        assertThat(reads).hasValue(0);
      }
      small.close();
      small.close();
      compare(step(large), expected);
    }
    assertThat(Packed.count()).isEqualTo(before);
  }

  private static void compare(List<float[]> actual, List<float[]> expected) {
    assertThat(actual.get(0)).isEqualTo(expected.get(0));
    assertThat(actual.get(1)).isEqualTo(expected.get(1));
  }

  @Test
  void equalNamesAreNotEnough() {
    OneDnnEngine engine = new OneDnnEngine(Choice.DIRECT);
    try (Network one = engine.compile(graph(), TAPS, SMALL, Options.defaults())) {
      step(one);
      int made = Packed.count();
      try (Network other = engine.compile(graph(), TAPS, SMALL, Options.defaults())) {
        step(other);
        assertThat(Packed.count() - made).isEqualTo(made - before);
      }
    }
  }

  @Test
  void weightsThatCannotBeReadLeaveNothing() {
    Parameter broken =
        new Parameter(
            "broken",
            Shape.of(4, 8, 3, 3),
            () -> {
              throw new InputException("cut short");
            });
    Graph graph =
        Graph.builder(8)
            .add("a", conv(1, 8, 8), "input")
            .add("b", new Op.Conv(broken, null, Window.same(3, 1), 1), "a")
            .build();
    OneDnnEngine engine = new OneDnnEngine(Choice.DIRECT);
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> engine.compile(graph, TAPS, SMALL, Options.defaults()))
          .isInstanceOf(InputException.class);
      assertThat(Packed.count()).isEqualTo(before);
    }
  }
}
