package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LrnKernelTest {
  private static final Shape SHAPE = Shape.of(1, 6, 1, 2);

  /**
   * What lies between the channels of two positions would be 0 divided by 0, and must not spread.
   */
  @Test
  void aNetworkThatAddsNothingToTheSquaresAndHasZerosAtTheEdges() {
    OneDnnEngine engine = new OneDnnEngine(Choice.DIRECT);
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
    for (int size = 4; size <= 5; size++) {
      float[] expected = gradient(new ReferenceEngine(), size);
      float[] actual = gradient(engine, size);
      for (int i = 0; i < expected.length; i++) {
        assertThat(actual[i])
            .as("size %d, value %d", size, i)
            .isCloseTo(expected[i], within(1e-4f));
      }
    }
  }

  private static float[] gradient(Engine engine, int size) {
    Op lrn = new Op.Lrn(size, 1, 0.75f, 0);
    Graph graph = Graph.builder(SHAPE.c()).add("lrn", lrn, "input").build();
    Tensor picture = new Tensor(SHAPE, new float[] {0, 0, 1, 0, 2, 1, 3, 2, 1, 1, 0, 0});
    Tensor cotangent = new Tensor(SHAPE, new float[] {1, 2, 3, 4, 5, 6, 6, 5, 4, 3, 2, 1});
    try (Network network = engine.compile(graph, List.of("lrn"), SHAPE, Options.defaults())) {
      network.forward(picture);
      return network.backward(Map.of("lrn", cotangent)).data().clone();
    }
  }
}
