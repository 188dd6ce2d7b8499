package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.Engine.Precision;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.onednn.threads.ThreadCount;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Convolutions by Winograd's way, forward and back, against the reference. */
class WinogradTest {
  /** Relative to the largest value; the transforms' own rounding is a few times 1e-6. */
  private static final double TOLERANCE = 3e-5;

  private final OneDnnEngine engine = new OneDnnEngine(Choice.WINOGRAD);

  private record Case(int n, int c, int k, int h, int w, Window.Padding border) {
    Shape input() {
      return Shape.of(n, c, h, w);
    }

    Op.Conv conv(Random random, boolean biased) {
      Shape kernel = Shape.of(k, c, 3, 3);
      Parameter bias = biased ? Parameter.of("bias", Shape.of(k), values(random, k, 1)) : null;
      return new Op.Conv(
          Parameter.of("weights", kernel, values(random, kernel.size(), 1.0 / Math.sqrt(9 * c))),
          bias,
          new Window(3, 3, 1, 1, 1, 1, border),
          1);
    }
  }

  @BeforeEach
  void needsTheEngine() {
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
    assumeTrue(ThreadCount.canBeSet(), "the number of threads cannot be set");
  }

  @Test
  void aHundredRandomShapesAgreeWithTheReference() {
    long seed = Seeds.next("WinogradTest");
    for (int i = 0; i < 100; i++) {
      Random random = new Random(seed + i);
      Window.Padding border =
          new Window.Padding.Explicit(
              random.nextInt(3), random.nextInt(3), random.nextInt(3), random.nextInt(3));
      Case drawn =
          new Case(
              1 + random.nextInt(3),
              1 + random.nextInt(40),
              1 + random.nextInt(40),
              3 + random.nextInt(24),
              3 + random.nextInt(24),
              border);
      // The first case of a repeated run is the one that failed.
      check(drawn, random, random.nextBoolean(), random.nextBoolean(), 0, "seed " + (seed + i));
    }
  }

  @Test
  void oddShapesAgreeWithTheReference() {
    Window.Padding none = new Window.Padding.Explicit(0, 0, 0, 0);
    Window.Padding one = new Window.Padding.Explicit(1, 1, 1, 1);
    Window.Padding two = new Window.Padding.Explicit(2, 2, 2, 2);
    Window.Padding uneven = new Window.Padding.Explicit(0, 2, 1, 0);
    List<Case> cases =
        List.of(
            new Case(1, 3, 5, 1, 1, one), // smaller than a tile
            new Case(1, 5, 17, 1, 9, one),
            new Case(3, 17, 3, 9, 1, two),
            new Case(1, 4, 4, 3, 3, none),
            new Case(3, 8, 8, 6, 6, none), // a tile
            new Case(1, 16, 16, 4, 4, new Window.Padding.Same()),
            new Case(1, 32, 16, 5, 4, two), // a row of tiles whose inputs are zeros but for one row
            new Case(2, 17, 19, 33, 31, uneven),
            new Case(1, 64, 64, 41, 43, one));
    Random random = new Random(5);
    for (Case each : cases) {
      for (boolean relu : new boolean[] {false, true}) {
        for (boolean biased : new boolean[] {false, true}) {
          check(each, random, relu, biased, 0, each.toString());
        }
      }
    }
  }

  @Test
  void theNumberOfThreadsMakesNoDifferenceToTheBound() {
    Case wide = new Case(2, 24, 24, 37, 29, new Window.Padding.Same());
    for (int threads : new int[] {1, 2, 3, 5}) {
      check(wide, new Random(9), true, true, threads, threads + " threads");
    }
  }

  @Test
  void twoLayersBehindOneAnotherAndThePictureReadTwice() {
    Random random = new Random(13);
    Case first = new Case(2, 6, 20, 19, 22, new Window.Padding.Same());
    Case second = new Case(2, 20, 12, 19, 22, new Window.Padding.Same());
    Case beside = new Case(2, 20, 12, 19, 22, new Window.Padding.Same());
    Graph graph =
        Graph.builder(6)
            .add("a", first.conv(random, true), "input")
            .add("b", new Op.Relu(), "a")
            .add("c", second.conv(random, true), "b")
            .add("d", new Op.Relu(), "c")
            .add("e", beside.conv(random, false), "b")
            .add("f", new Op.Concat(), "d", "e")
            .build();
    compare(graph, "f", first.input(), random, 0, "two layers");
  }

  @Test
  void theSameBitsWhoeverComputesThem() {
    Random random = new Random(17);
    Case wide = new Case(1, 32, 32, 61, 47, new Window.Padding.Same());
    Graph graph =
        Graph.builder(32)
            .add("a", wide.conv(random, true), "input")
            .add("b", new Op.Relu(), "a")
            .build();
    Tensor picture = tensor(random, wide.input());
    List<Tensor> gradients = new ArrayList<>();
    Options options = new Options(Precision.F32, 3);
    try (Network network = engine.compile(graph, List.of("b"), wide.input(), options)) {
      Tensor cotangent = tensor(random, network.shape("b"));
      for (int i = 0; i < 20; i++) {
        network.forward(picture);
        gradients.add(network.backward(Map.of("b", cotangent)).copy());
      }
    }
    assertThat(gradients).containsOnly(gradients.get(0));
  }

  /** Else a maximum over equal values would go to one or the other by chance. */
  @Test
  void aFlatPictureStaysFlatWhereThatIsAskedFor() {
    Random random = new Random(19);
    Case flat = new Case(1, 32, 32, 40, 40, new Window.Padding.Explicit(0, 0, 0, 0));
    Graph graph = Graph.builder(32).add("a", flat.conv(random, true), "input").build();
    Tensor picture = Tensor.zeros(flat.input());
    for (int c = 0; c < 32; c++) {
      Arrays.fill(picture.data(), c * 1600, (c + 1) * 1600, random.nextFloat());
    }
    Options options = new Options(Precision.F32, 2, true);
    try (Network network = engine.compile(graph, List.of("a"), flat.input(), options)) {
      network.forward(picture);
      Tensor seen = network.activation("a");
      for (int i = 0; i < seen.data().length; i++) {
        assertThat(seen.data()[i]).isEqualTo(seen.at(0, i / (38 * 38), 0, 0));
      }
    }
  }

  private void check(
      Case given, Random random, boolean relu, boolean biased, int threads, String what) {
    Graph.Builder builder = Graph.builder(given.c).add("conv", given.conv(random, biased), "input");
    Graph graph = relu ? builder.add("relu", new Op.Relu(), "conv").build() : builder.build();
    String tap = relu ? "relu" : "conv";
    compare(graph, tap, given.input(), random, threads, given + ", " + tap + ", " + what);
  }

  private void compare(
      Graph graph, String tap, Shape input, Random random, int threads, String what) {
    Options options = new Options(Precision.F32, threads);
    List<String> taps = List.of(tap);
    Tensor picture = tensor(random, input);
    try (Network network = engine.compile(graph, taps, input, options);
        Network oracle = new ReferenceEngine().compile(graph, taps, input, Options.defaults())) {
      network.forward(picture);
      oracle.forward(picture);
      assertClose(network.activation(tap), oracle.activation(tap), what);
      Tensor cotangent = tensor(random, oracle.shape(tap));
      // A unit that only rounding moves above or below 0 has no gradient to compare.
      for (int i = 0; i < cotangent.data().length; i++) {
        if (Math.abs(oracle.activation(tap).data()[i]) < 1e-4) {
          cotangent.data()[i] = 0;
        }
      }
      assertClose(
          network.backward(Map.of(tap, cotangent)),
          oracle.backward(Map.of(tap, cotangent)),
          what + ", gradient");
    }
  }

  private static void assertClose(Tensor actual, Tensor expected, String what) {
    double largest = 0;
    double error = 0;
    for (int i = 0; i < expected.data().length; i++) {
      largest = Math.max(largest, Math.abs(expected.data()[i]));
      double difference = actual.data()[i] - (double) expected.data()[i];
      error = difference <= 0 || difference > 0 ? Math.max(error, Math.abs(difference)) : 1e30;
    }
    assertThat(error).as(what).isLessThanOrEqualTo(TOLERANCE * Math.max(largest, 1e-3));
  }

  private static Tensor tensor(Random random, Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    System.arraycopy(values(random, shape.size(), 1), 0, tensor.data(), 0, shape.size());
    return tensor;
  }

  private static float[] values(Random random, int count, double spread) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (spread * random.nextGaussian());
    }
    return values;
  }
}
