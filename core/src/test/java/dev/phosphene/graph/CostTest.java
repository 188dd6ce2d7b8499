package dev.phosphene.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.tensor.Shape;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Parameters and products of layers. */
class CostTest {
  private static Parameter parameter(int... extents) {
    Shape shape = Shape.of(extents);
    return new Parameter("p", shape, () -> new float[shape.size()]);
  }

  @Test
  void aConvolutionIsOneSumForEachValue() {
    Op wide = new Op.Conv(parameter(8, 3, 5, 3), parameter(8), Window.same(5, 3, 2), 1);
    Op grouped = new Op.Conv(parameter(12, 2, 3, 3), null, Window.same(3, 1), 4);
    Graph graph =
        Graph.builder(3)
            .add("wide", wide, "input")
            .add("grouped", grouped, "wide")
            .add("relu", new Op.Relu(), "grouped")
            .build();
    Map<String, Cost> costs = Cost.of(graph, graph.shapes(Shape.of(1, 3, 20, 14)));
    assertThat(costs.get("wide")).isEqualTo(new Cost(8 * 3 * 15 + 8, 8L * (10 * 7) * (3 * 15)));
    assertThat(costs.get("grouped")).isEqualTo(new Cost(12 * 2 * 9, 12L * 70 * 18));
    assertThat(costs.get("relu")).isEqualTo(Cost.NONE);
  }

  @Test
  void whatIsOneNumberForAChannelHasNoProducts() {
    Op norm = new Op.BatchNorm(null, parameter(3), parameter(3), parameter(3), 1e-3f);
    Graph graph =
        Graph.builder(3)
            .add("norm", norm, "input")
            .add("affine", new Op.Affine(parameter(3), parameter(3)), "norm")
            .add("prelu", new Op.PRelu(parameter(3)), "affine")
            .build();
    Map<String, Cost> costs = Cost.of(graph, graph.shapes(Shape.of(1, 3, 8, 8)));
    assertThat(costs.get("norm")).isEqualTo(new Cost(9, 0));
    assertThat(costs.get("affine")).isEqualTo(new Cost(6, 0));
    assertThat(costs.get("prelu")).isEqualTo(new Cost(3, 0));
  }

  /** Six tokens of four features: to two features, and each token by each. */
  @Test
  void matrixProductsCountTheirSums() {
    Parameter matrix = new Parameter("w", Shape.of(4, 2), () -> new float[8]);
    Graph graph =
        Graph.builder(4)
            .add("flat", new Op.Reshape(List.of(4, 6)), "input")
            .add("tokens", new Op.Transpose(List.of(2, 1)), "flat")
            .add("linear", new Op.Linear(matrix, parameter(2)), "tokens")
            .add("each", new Op.MatMul(), "tokens", "flat")
            .build();
    Map<String, Cost> costs = Cost.of(graph, graph.shapes(Shape.of(1, 4, 3, 2)));
    assertThat(costs.get("linear")).isEqualTo(new Cost(10, 6 * 2 * 4));
    assertThat(costs.get("each")).isEqualTo(new Cost(0, 6 * 6 * 4));
    assertThat(costs.get("flat")).isEqualTo(Cost.NONE);
  }

  /** Six steps; each multiplies three values of state by the matrix of four gates. */
  @Test
  void aRecurrenceMultipliesItsStateAtEachStep() {
    Parameter matrix = new Parameter("r", Shape.of(3, 12), () -> new float[36]);
    Op.Pointwise tanh = new Op.Pointwise(ScalarFunction.TANH);
    Op lstm = new Op.Recurrent(Op.Cell.LSTM, 1, false, matrix, parameter(12), tanh, tanh);
    Graph graph =
        Graph.builder(12)
            .add("flat", new Op.Reshape(List.of(12, 6)), "input")
            .add("steps", new Op.Transpose(List.of(2, 1)), "flat")
            .add("lstm", lstm, "steps")
            .build();
    Map<String, Cost> costs = Cost.of(graph, graph.shapes(Shape.of(1, 12, 3, 2)));
    assertThat(costs.get("lstm")).isEqualTo(new Cost(36 + 12, 6 * 3 * 12));
  }

  @Test
  void aTransposedConvolutionSpreadsEveryInput() {
    Parameter kernel = new Parameter("w", Shape.of(4, 5, 3, 3), () -> new float[180]);
    Op op = new Op.ConvTranspose(kernel, null, Window.valid(3, 2), 0, 0, 1);
    Graph graph = Graph.builder(4).add("up", op, "input").build();
    Map<String, Cost> costs = Cost.of(graph, graph.shapes(Shape.of(1, 4, 7, 6)));
    assertThat(costs.get("up")).isEqualTo(new Cost(180, 4 * 7 * 6 * 5 * 9));
  }

  /** A new operation with weights must get its line in {@link Cost}, then here. */
  @Test
  void everyOperationWithWeightsIsCounted() {
    TreeSet<String> weighted = new TreeSet<>();
    for (Class<?> op : Op.class.getPermittedSubclasses()) {
      boolean weights =
          Arrays.stream(op.getRecordComponents())
              .map(RecordComponent::getType)
              .anyMatch(Parameter.class::equals);
      if (weights) {
        weighted.add(op.getSimpleName());
      }
    }
    assertThat(weighted)
        .containsExactly(
            "Affine",
            "BatchNorm",
            "Constant",
            "Conv",
            "ConvTranspose",
            "Linear",
            "PRelu",
            "Recurrent");
  }
}
