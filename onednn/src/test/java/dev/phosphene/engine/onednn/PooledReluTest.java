package dev.phosphene.engine.onednn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine.Options;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.conv.Choice;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A maximum goes back through the ReLU in front of it as well, unless somebody looks at that. */
class PooledReluTest {
  private static final Shape INPUT = Shape.of(2, 3, 23, 18);
  private static final String END = "conv3";

  private final Random random = new Random(Seeds.next("PooledReluTest"));

  @BeforeEach
  void needsTheLibrary() {
    OneDnnEngine engine = new OneDnnEngine();
    assumeTrue(engine.unavailable().isEmpty(), () -> engine.unavailable().orElse(""));
  }

  private Parameter parameter(String name, Shape shape) {
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian() / 5;
    }
    return Parameter.of(name, shape, values);
  }

  private Op conv(int in, int out) {
    return new Op.Conv(
        parameter("w", Shape.of(out, in, 3, 3)),
        parameter("b", Shape.of(out)),
        Window.same(3, 1),
        1);
  }

  /** One ReLU that a convolution takes in, and one that none can; many windows are all negative. */
  private Graph graph() {
    return Graph.builder(3)
        .add("conv1", conv(3, 20), "input")
        .add("relu1", new Op.Relu(), "conv1")
        .add("pool1", new Op.MaxPool(Window.padded(3, 2, 1)), "relu1")
        .add("conv2", conv(20, 20), "pool1")
        .add("sum", new Op.Add(), "conv2", "pool1")
        .add("relu2", new Op.Relu(), "sum")
        .add("pool2", new Op.MaxPool(Window.valid(2, 2)), "relu2")
        .add(END, conv(20, 4), "pool2")
        .build();
  }

  private Tensor tensor(Shape shape) {
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = (float) random.nextGaussian();
    }
    return tensor;
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void theGradientIsTheSameAsWhereTheReluKeepsItsOwnMask(boolean winograd) {
    OneDnnEngine engine = new OneDnnEngine(winograd ? Choice.WINOGRAD : Choice.DIRECT);
    Graph graph = graph();
    Tensor picture = tensor(INPUT);
    List<String> all = List.of("relu1", "relu2", END);
    try (Network pooled = engine.compile(graph, List.of(END), INPUT, Options.defaults());
        Network masked = engine.compile(graph, all, INPUT, Options.defaults())) {
      pooled.forward(picture);
      masked.forward(picture);
      assertThat(pooled.activation(END).data()).isEqualTo(masked.activation(END).data());
      for (int turn = 0; turn < 2; turn++) { // the second finds what the first has left
        Map<String, Tensor> cotangent = Map.of(END, tensor(pooled.shape(END)));
        Tensor gradient = pooled.backward(cotangent);
        Tensor expected = masked.backward(cotangent);
        assertThat(nonZero(expected)).isGreaterThan(INPUT.size() / 4);
        for (int i = 0; i < expected.data().length; i++) {
          // 0 and -0 are equal here: a gradient of nothing may have either sign.
          assertThat(gradient.data()[i] == expected.data()[i]).isTrue();
        }
      }
    }
  }

  private static long nonZero(Tensor tensor) {
    long count = 0;
    for (float value : tensor.data()) {
      count += value != 0 ? 1 : 0;
    }
    return count;
  }
}
