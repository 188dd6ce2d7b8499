package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Window;
import dev.phosphene.graph.Window.Padding;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One convolution of every kind that {@code ConvStage} tells apart, with everything that it takes
 * in behind it, against the reference engine. All values are small integers, and every bias has a
 * half: so nothing is rounded where a convolution is computed directly, and no sum is near a bend.
 */
class ConvStageTest {
  /** What is behind the convolution. */
  private enum Tail {
    NONE,
    RELU,
    CLIP,
    SUM,
    SUM_AND_RELU,
    /** The sums are read by others, too. */
    TAPPED
  }

  private static final Op CLIP = new Op.Pointwise(ScalarFunction.CLIP, -4, 8);
  private static final Padding UNEVEN = new Padding.Explicit(0, 2, 1, 3);

  private final long seed = Seeds.draw();
  private final Random random = new Random(seed);

  @BeforeEach
  void needsTheLibrary() {
    OneDnnEngine engine = new OneDnnEngine();
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
  }

  private static Arguments kind(String name, Window window, int groups, int in, int out) {
    return Arguments.of(name, window, groups, in, out);
  }

  private static Window window(int h, int w, int stride, int dilation, Padding padding) {
    return new Window(h, w, stride, stride, dilation, dilation, padding);
  }

  static Stream<Arguments> kinds() {
    Padding same = new Padding.Same();
    return Stream.of(
        kind("1×1", Window.valid(1, 1), 1, 16, 24),
        kind("1×1 strided", Window.valid(1, 2), 1, 16, 32),
        kind("1×1 grouped", Window.valid(1, 1), 4, 16, 8),
        kind("3×3", Window.same(3, 1), 1, 16, 16),
        kind("3×3 of few channels", Window.same(3, 1), 1, 3, 16),
        kind("3×3 to few channels", Window.same(3, 1), 1, 16, 3),
        kind("3×3 of odd channels", Window.same(3, 1), 1, 7, 13),
        kind("3×3 strided", Window.padded(3, 2, 1), 1, 16, 16),
        kind("7×7 strided, the first layer", Window.padded(7, 2, 3), 1, 3, 16),
        kind("5×5 strided, no border", Window.valid(5, 3), 1, 8, 16),
        kind("grouped", Window.same(3, 1), 4, 16, 32),
        kind("grouped and strided", Window.same(3, 2), 2, 16, 16),
        kind("depthwise", Window.same(3, 1), 16, 16, 16),
        kind("depthwise, strided", Window.padded(3, 2, 1), 16, 16, 16),
        kind("depthwise of odd channels", Window.same(5, 1), 11, 11, 11),
        kind("depthwise, each twice", Window.same(3, 1), 8, 8, 16),
        kind("dilated", window(3, 3, 1, 2, same), 1, 16, 16),
        kind("dilated and strided", window(3, 3, 2, 3, new Padding.Explicit(3, 3, 3, 3)), 1, 8, 8),
        kind("dilated depthwise", window(3, 3, 1, 2, same), 16, 16, 16),
        kind("1×7", window(1, 7, 1, 1, same), 1, 16, 16),
        kind("7×1 strided", window(7, 1, 2, 1, same), 1, 16, 8),
        kind("even kernel", Window.same(4, 1), 1, 8, 16),
        kind("uneven border", window(3, 3, 1, 1, UNEVEN), 1, 16, 16),
        kind("uneven border, strided", window(3, 3, 2, 1, UNEVEN), 1, 16, 16),
        kind("uneven border, depthwise", window(3, 3, 1, 1, UNEVEN), 16, 16, 16),
        kind("border wider than the kernel", Window.padded(2, 1, 3), 1, 8, 8),
        kind("ceiling", window(3, 3, 2, 1, new Padding.Ceil(0, 0, 0, 0)), 1, 8, 8));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("kinds")
  void directlyComputedConvolutionsAreExact(
      String name, Window window, int groups, int in, int out) {
    for (Tail tail : Tail.values()) {
      for (boolean bias : new boolean[] {true, false}) {
        Op.Conv conv = conv(window, groups, in, out, bias);
        Shape input = Shape.of(1 + random.nextInt(3), in, 14, 13);
        String what = "%s, %s, bias %s, %s, seed %d".formatted(name, tail, bias, input, seed);
        check(Choice.DIRECT, conv, tail, input, 0, what);
      }
    }
  }

  /** Every border that its transform takes, in both directions; with rounding. */
  @ParameterizedTest
  @EnumSource(Tail.class)
  void convolutionsByWinograd(Tail tail) {
    List<Padding> borders = new ArrayList<>();
    for (int border = 0; border < 3; border++) {
      borders.add(new Padding.Explicit(border, border, border, border));
    }
    borders.add(new Padding.Explicit(0, 2, 1, 0));
    borders.add(new Padding.Explicit(2, 1, 0, 2));
    for (Padding border : borders) {
      for (int out : new int[] {16, 13, 3}) {
        Op.Conv conv = conv(window(3, 3, 1, 1, border), 1, 16, out, true);
        Shape input = Shape.of(2, 16, 15, 12);
        String what = "%s, %s to %d, seed %d".formatted(tail, border, out, seed);
        check(Choice.WINOGRAD, conv, tail, input, 1e-4, what);
      }
    }
  }

  /** One way by Winograd's algorithm, the other directly: the ReLU's part is done once. */
  @Test
  void eachWayIsChosenByItself() {
    Choice back = (emitter, task) -> task.back();
    Choice forward = (emitter, task) -> !task.back();
    for (Choice choice : List.of(back, forward)) {
      for (Tail tail : Tail.values()) {
        Op.Conv conv = conv(Window.same(3, 1), 1, 16, 16, true);
        check(choice, conv, tail, Shape.of(1, 16, 12, 12), 1e-4, tail + ", seed " + seed);
      }
    }
  }

  /** A ReLU or clip that stops the gradient of all places lets a redirected one pass. */
  @Test
  void gradientsThatAreStoppedAreRedirected() {
    Engine.Options options = Engine.Options.defaults();
    for (Choice choice : List.of(Choice.DIRECT, Choice.WINOGRAD)) {
      for (Tail tail : List.of(Tail.RELU, Tail.CLIP)) {
        Shape input = Shape.of(2, 16, 12, 12);
        float[] low = new float[16];
        Arrays.fill(low, -10_000);
        Op.Conv alive = conv(Window.same(3, 1), 1, 16, 16, false);
        Parameter bias = Parameter.of("bias", Shape.of(16), low);
        Graph graph = graph(new Op.Conv(alive.weight(), bias, alive.window(), 1), tail);
        String tap = tail == Tail.RELU ? "relu" : "clip";
        try (Network network =
                new OneDnnEngine(choice).compile(graph, List.of(tap), input, options);
            Network oracle = new ReferenceEngine().compile(graph, List.of(tap), input, options)) {
          Tensor image = integers(input, 3);
          network.forward(image);
          oracle.forward(image);
          Tensor cotangent = integers(oracle.shape(tap), 3);
          cotangent.data()[0] = 3; // up to where it is not stopped
          Map<String, Tensor> one = Map.of(tap, cotangent);
          assertThat(network.backward(one).data()).containsOnly(0);
          String what = tap + ", seed " + seed;
          assertClose(network.redirected(one), oracle.redirected(one), 1e-4, what);
        }
      }
    }
  }

  private static Graph graph(Op.Conv conv, Tail tail) {
    Op plain = new Op.Conv(conv.weight(), null, conv.window(), conv.groups());
    Graph.Builder builder =
        Graph.builder(conv.weight().shape().c() * conv.groups()).add("conv", conv, "input");
    if (tail == Tail.SUM || tail == Tail.SUM_AND_RELU) {
      builder.add("other", plain, "input").add("sum", new Op.Add(), "other", "conv");
    }
    return switch (tail) {
      case NONE, SUM -> builder.build();
      case RELU, TAPPED -> builder.add("relu", new Op.Relu(), "conv").build();
      case CLIP -> builder.add("clip", CLIP, "conv").build();
      case SUM_AND_RELU -> builder.add("relu", new Op.Relu(), "sum").build();
    };
  }

  /** Twice, forward and back by each kind of gradient; and forward alone. */
  private void check(
      Choice choice, Op.Conv conv, Tail tail, Shape input, double tolerance, String what) {
    Graph graph = graph(conv, tail);
    String last = graph.names().stream().reduce((a, b) -> b).orElseThrow();
    List<String> taps = tail == Tail.TAPPED ? List.of("conv", last) : List.of(last);
    Engine.Options options = Engine.Options.defaults();
    try (Network network = new OneDnnEngine(choice).compile(graph, taps, input, options);
        Network alone = new OneDnnEngine(choice).compile(graph, taps, input, options);
        Network oracle = new ReferenceEngine().compile(graph, taps, input, options)) {
      for (int step = 0; step < 2; step++) {
        Tensor image = integers(input, 3);
        network.forward(image);
        alone.forward(image);
        oracle.forward(image);
        for (String tap : taps) {
          Tensor expected = oracle.activation(tap);
          assertClose(network.activation(tap), expected, tolerance, tap + ", " + what);
          assertClose(alone.activation(tap), expected, tolerance, tap + " alone, " + what);
        }
        for (String tap : taps) {
          Map<String, Tensor> one = Map.of(tap, integers(oracle.shape(tap), 3));
          String back = "back from " + tap + ", " + what;
          assertClose(network.backward(one), oracle.backward(one), tolerance, back);
          assertClose(network.redirected(one), oracle.redirected(one), tolerance, "re" + back);
        }
      }
    }
  }

  /** To a share of the largest value; 0 is to the bit. */
  private static void assertClose(Tensor actual, Tensor expected, double share, String what) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    double most = 0;
    double difference = 0;
    for (int i = 0; i < expected.data().length; i++) {
      double off = Math.abs((double) actual.data()[i] - expected.data()[i]);
      difference = off <= difference ? difference : off; // NaN is the worst
      most = Math.max(most, Math.abs(expected.data()[i]));
    }
    assertThat(most).as(what).isPositive();
    assertThat(difference / most).as(what).isLessThanOrEqualTo(share);
  }

  private Op.Conv conv(Window window, int groups, int in, int out, boolean bias) {
    Shape kernel = Shape.of(out, in / groups, window.kernelH(), window.kernelW());
    float[] halves = new float[out];
    for (int c = 0; c < out; c++) {
      halves[c] = random.nextInt(7) - 2.5f;
    }
    return new Op.Conv(
        Parameter.of("weight", kernel, integers(kernel, 2).data()),
        bias ? Parameter.of("bias", Shape.of(out), halves) : null,
        window,
        groups);
  }

  private Tensor integers(Shape shape, int most) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = random.nextInt(2 * most + 1) - most;
    }
    return tensor;
  }
}
