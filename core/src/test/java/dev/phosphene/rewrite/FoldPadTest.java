package dev.phosphene.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class FoldPadTest {
  @Test
  void bordersOfConvolutionsAndOfPoolingsBehindReluAreFoldedWithoutADifference() {
    Graph graph =
        Graph.builder(2)
            .add("pad1", new Op.Pad(1, 0, 2, 1, 0), "input")
            .add("conv", conv(Window.padded(3, 2, 1)), "pad1")
            .add("relu", new Op.Relu(), "conv")
            .add("pad2", new Op.Pad(1, 1, 0, 2, 0), "relu")
            .add("pool", new Op.MaxPool(Window.valid(3, 2)), "pad2")
            .build();
    Graph folded = FoldPad.in(graph, List.of("pool"));
    assertThat(folded.names()).containsExactly("input", "conv", "relu", "pool");
    assertThat(run(folded)).usingRecursiveComparison().isEqualTo(run(graph));
  }

  @Test
  void bordersThatAnythingElseDependsOnStay() {
    Op zeros = new Op.Pad(1, 1, 1, 1, 0);
    Op pool = new Op.MaxPool(Window.valid(3, 2));
    stays(zeros, pool); // a zero may win against what is negative
    stays(zeros, new Op.AvgPool(Window.valid(3, 2), false));
    stays(zeros, conv(Window.same(3, 2)));
    stays(new Op.Pad(1, 1, 1, 1, 1), conv(Window.valid(3, 2)));
    stays(new Op.Pad(3, 3, 3, 3, Float.NEGATIVE_INFINITY), pool); // a window of nothing else
    Graph tapped = padded(zeros, conv(Window.valid(3, 2)));
    assertThat(FoldPad.in(tapped, List.of("pad", "pool")).names()).contains("pad");
  }

  private static void stays(Op pad, Op behind) {
    assertThat(FoldPad.in(padded(pad, behind), List.of("pool")).names()).contains("pad");
  }

  private static Graph padded(Op pad, Op behind) {
    return Graph.builder(2).add("pad", pad, "input").add("pool", behind, "pad").build();
  }

  private static Op.Conv conv(Window window) {
    Shape kernel = Shape.of(3, 2, window.kernelH(), window.kernelW());
    float[] values = new float[kernel.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 - 3;
    }
    return new Op.Conv(Parameter.of("w", kernel, values), null, window, 1);
  }

  /** The output, and the gradient of its sum, of integers, which no way of adding rounds. */
  private static List<float[]> run(Graph graph) {
    Tensor input = Tensor.zeros(Shape.of(1, 2, 13, 12));
    SplittableRandom random = new SplittableRandom(5);
    for (int i = 0; i < input.data().length; i++) {
      input.data()[i] = random.nextInt(-9, 10);
    }
    try (Network network =
        new ReferenceEngine()
            .compile(graph, List.of("pool"), input.shape(), Engine.Options.defaults())) {
      network.forward(input);
      Tensor ones = Tensor.zeros(network.shape("pool"));
      Arrays.fill(ones.data(), 1);
      float[] gradient = network.backward(Map.of("pool", ones)).data().clone();
      return List.of(network.activation("pool").data().clone(), gradient);
    }
  }
}
