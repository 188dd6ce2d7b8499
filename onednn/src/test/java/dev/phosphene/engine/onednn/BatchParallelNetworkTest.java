package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.Engine.Precision;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.threads.ThreadCount;
import dev.phosphene.engine.reference.ReferenceEngine;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchParallelNetworkTest {
  private static final List<String> TAPS = List.of("relu", "mean");

  private final Random random = new Random(5);
  private final Graph graph =
      Graph.builder(3)
          .add("conv", conv(3, 9), "input")
          .add("relu", new Op.Relu(), "conv")
          .add("pool", new Op.MaxPool(Window.valid(2, 2)), "relu")
          .add("next", conv(9, 7), "pool")
          .add("mean", new Op.GlobalAvgPool(), "next")
          .build();

  @BeforeEach
  void needsTheEngine() {
    assumeTrue(new OneDnnEngine().unavailable().isEmpty() && ThreadCount.canBeSet());
  }

  @Test
  void picturesThatDoNotDivideEvenlyAgreeWithTheReference() {
    Shape input = Shape.of(9, 3, 12, 11);
    assertThat(BatchParallelNetwork.threads(graph, TAPS, input, 2)).isEqualTo(2);
    try (Network network =
            new OneDnnEngine().compile(graph, TAPS, input, new Options(Precision.F32, 2));
        Network oracle = new ReferenceEngine().compile(graph, TAPS, input, Options.defaults())) {
      assertThat(network).extracting("network").isInstanceOf(BatchParallelNetwork.class);
      assertThat(network.inputShape()).isEqualTo(input);
      for (List<String> some : List.of(TAPS, List.of("relu"), List.of("mean"))) {
        Tensor picture = normal(input);
        network.forward(picture);
        oracle.forward(picture);
        Map<String, Tensor> cotangents = new HashMap<>();
        for (String tap : TAPS) {
          assertClose(network.activation(tap), oracle.activation(tap));
        }
        some.forEach(tap -> cotangents.put(tap, normal(network.shape(tap))));
        assertClose(network.backward(cotangents), oracle.backward(cotangents));
      }
    }
  }

  @Test
  void wrongNamesAndShapesAreToldApart() {
    Shape input = Shape.of(2, 3, 12, 11);
    try (Network network =
        new OneDnnEngine().compile(graph, TAPS, input, new Options(Precision.F32, 2))) {
      assertThatThrownBy(() -> network.activation("conv")).isInstanceOf(InputException.class);
      assertThatThrownBy(() -> network.forward(Tensor.zeros(1, 3, 12, 11)))
          .isInstanceOf(InputException.class);
      assertThatThrownBy(() -> network.backward(Map.of("relu", Tensor.zeros(1, 9, 12, 11))))
          .isInstanceOf(InputException.class);
    }
  }

  @Test
  void onlySmallLayersOfEnoughPicturesAreSharedOut() {
    assertThat(threads(1, 50, 2)).isEqualTo(1);
    assertThat(threads(2, 50, 2)).isEqualTo(2);
    assertThat(threads(2, 50, 1)).isEqualTo(1);
    assertThat(threads(3, 50, 2)).isEqualTo(1);
    assertThat(threads(19, 50, 2)).isEqualTo(2);
    assertThat(threads(15, 50, 16)).isEqualTo(15);
    assertThat(threads(14, 50, 16)).isEqualTo(1);
    assertThat(threads(32, 50, 16)).isEqualTo(16);
    assertThat(threads(2, 1000, 2)).isEqualTo(1);
  }

  private int threads(int pictures, int side, int requested) {
    return BatchParallelNetwork.threads(graph, TAPS, Shape.of(pictures, 3, side, side), requested);
  }

  private Op.Conv conv(int in, int out) {
    Parameter weight = Parameter.of("w", Shape.of(out, in, 3, 3), values(out * in * 9));
    return new Op.Conv(weight, null, Window.same(3, 1), 1);
  }

  private Tensor normal(Shape shape) {
    return new Tensor(shape, values(shape.size()));
  }

  private float[] values(int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }

  private static void assertClose(Tensor actual, Tensor expected) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    for (int i = 0; i < expected.data().length; i++) {
      float e = expected.data()[i];
      assertThat(Math.abs(actual.data()[i] - e)).isLessThan(1e-4f * Math.max(1, Math.abs(e)));
    }
  }
}
