package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The backward pass through convolutions with strides, against the reference. All values are small
 * integers, so that nothing is rounded and every difference is an error.
 */
class StridedBackTest {
  private static final int LARGEST = 4;

  private final OneDnnEngine engine = new OneDnnEngine(Choice.DIRECT);

  @BeforeEach
  void needsTheEngine() {
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
  }

  @Test
  void aHundredRandomLayersAgreeWithTheReference() {
    long seed = Seeds.next("StridedBackTest");
    for (int i = 0; i < 100; i++) {
      // The first case of a repeated run is the one that failed.
      Random random = new Random(seed + i);
      Window window = window(random);
      Shape in =
          Shape.of(
              1 + random.nextInt(3),
              1 + random.nextInt(5), // 5 are computed by oneDNN's own way
              window.kernelH() + random.nextInt(20),
              window.kernelW() + random.nextInt(20));
      check(window, in, 1 + random.nextInt(40), random, "seed " + (seed + i));
    }
  }

  /** Borders up to wider than the kernel, strides up to longer, both different for each side. */
  private static Window window(Random random) {
    int kernelH = 1 + random.nextInt(8);
    int kernelW = random.nextBoolean() ? kernelH : 1 + random.nextInt(8);
    int strideH = 1 + random.nextInt(5);
    int strideW = random.nextBoolean() ? strideH : 1 + random.nextInt(5);
    Window.Padding border =
        random.nextInt(4) == 0
            ? new Window.Padding.Same()
            : new Window.Padding.Explicit(
                random.nextInt(kernelH + 2),
                random.nextInt(kernelW + 2),
                random.nextInt(kernelH + 2),
                random.nextInt(kernelW + 2));
    return new Window(kernelH, kernelW, strideH, strideW, 1, 1, border);
  }

  @Test
  void theFirstLayersOfKnownNetworksAgreeWithTheReference() {
    Random random = new Random(3);
    check(Window.padded(7, 2, 3), Shape.of(1, 3, 64, 64), 64, random, "GoogLeNet");
    check(Window.padded(7, 2, 3), Shape.of(2, 3, 65, 62), 64, random, "ResNet");
    check(Window.padded(3, 2, 0), Shape.of(1, 3, 59, 60), 32, random, "Inception v3");
    check(Window.same(3, 2), Shape.of(1, 3, 48, 48), 32, random, "MobileNet");
    check(Window.padded(11, 4, 2), Shape.of(1, 3, 63, 63), 64, random, "AlexNet");
    check(Window.padded(4, 4, 0), Shape.of(1, 3, 32, 32), 96, random, "ConvNeXt");
    check(Window.padded(16, 16, 0), Shape.of(1, 3, 48, 48), 192, random, "ViT");
  }

  private void check(Window window, Shape in, int out, Random random, String what) {
    Shape kernel = Shape.of(out, in.c(), window.kernelH(), window.kernelW());
    Parameter weights = Parameter.of("weights", kernel, tensor(random, kernel).data());
    Op.Conv conv = new Op.Conv(weights, null, window, 1);
    boolean relu = random.nextBoolean();
    Graph.Builder builder = Graph.builder(in.c()).add("conv", conv, "input");
    Graph graph = relu ? builder.add("relu", new Op.Relu(), "conv").build() : builder.build();
    String tap = relu ? "relu" : "conv";
    try (Network network = engine.compile(graph, List.of(tap), in, Options.defaults());
        Network oracle =
            new ReferenceEngine().compile(graph, List.of(tap), in, Options.defaults())) {
      Tensor picture = tensor(random, in);
      network.forward(picture);
      oracle.forward(picture);
      Tensor cotangent = tensor(random, oracle.shape(tap));
      Tensor actual = network.backward(Map.of(tap, cotangent));
      Tensor expected = oracle.backward(Map.of(tap, cotangent));
      double error = 0;
      for (int i = 0; i < expected.data().length; i++) {
        error += Math.abs(actual.data()[i] - expected.data()[i]);
      }
      assertThat(error).as("%s, %s to %s, %s, %s", what, in, out, tap, window).isZero();
    }
  }

  private static Tensor tensor(Random random, Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = random.nextInt(2 * LARGEST + 1) - LARGEST;
    }
    return tensor;
  }
}
