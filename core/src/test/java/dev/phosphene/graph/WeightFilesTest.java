package dev.phosphene.graph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.rewrite.FoldBatchNorm;
import dev.phosphene.rewrite.KeepChannels;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WeightFilesTest {
  private static Parameter bad(int... shape) {
    float[] values = new float[Shape.of(shape).size()];
    values[0] = Float.NaN;
    return Parameter.of("w", Shape.of(shape), values);
  }

  private static Parameter good(int... shape) {
    return Parameter.of("v", Shape.of(shape), new float[Shape.of(shape).size()]);
  }

  private static final Op.Pointwise TANH = new Op.Pointwise(ScalarFunction.TANH);

  private static final List<Op> ALL =
      List.of(
          new Op.Conv(bad(2, 3, 1, 1), bad(2), Window.valid(1, 1), 1),
          new Op.ConvTranspose(bad(3, 2, 1, 1), bad(2), Window.valid(1, 1), 0, 0, 1),
          new Op.BatchNorm(bad(3), bad(3), bad(3), bad(3), 0.1f),
          new Op.Affine(bad(3), bad(3)),
          new Op.PRelu(bad(3)),
          new Op.Constant(bad(3)),
          new Op.Linear(bad(3, 2), bad(2)),
          new Op.Recurrent(Op.Cell.SIMPLE, 1, false, bad(2, 2), bad(2), TANH, TANH));

  private static List<Parameter> parameters(Op op) throws ReflectiveOperationException {
    List<Parameter> all = new ArrayList<>();
    for (var component : op.getClass().getRecordComponents()) {
      if (component.getType() == Parameter.class) {
        var accessor = component.getAccessor();
        accessor.setAccessible(true);
        all.add((Parameter) accessor.invoke(op));
      }
    }
    return all;
  }

  /** So that an operation with weights that is added later is not left out. */
  @Test
  void allOperationsWithWeightsAreHere() {
    List<Class<?>> expected =
        Arrays.stream(Op.class.getPermittedSubclasses())
            .filter(
                kind ->
                    Arrays.stream(kind.getRecordComponents())
                        .anyMatch(component -> component.getType() == Parameter.class))
            .<Class<?>>map(kind -> kind)
            .toList();
    assertThat(expected).isNotEmpty();
    List<Class<?>> here = new ArrayList<>();
    ALL.forEach(op -> here.add(op.getClass()));
    assertThat(here).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void everyWeightNamesItsFile() throws ReflectiveOperationException {
    for (Op op : ALL) {
      Graph.Builder builder = Graph.builder(3);
      Graph graph =
          (op instanceof Op.Constant ? builder.add("x", op) : builder.add("x", op, "input"))
              .build();
      assertThat(graph.weightsFile()).isEmpty();
      Graph named = graph.weightsIn("own.onnx");
      assertThat(named.weightsFile()).hasValue("own.onnx");
      for (Parameter parameter : parameters(named.node("x").op())) {
        assertThatThrownBy(parameter::values)
            .isInstanceOf(InputException.class)
            .hasMessageStartingWith("own.onnx, weight \"w\" is NaN at value 0");
      }
    }
  }

  @Test
  void weightsThatAreMadeOfThemDoToo() {
    Graph graph =
        Graph.builder(3)
            .add("conv", new Op.Conv(good(4, 3, 1, 1), null, Window.valid(1, 1), 1), "input")
            .add("norm", new Op.BatchNorm(null, null, good(4), bad(4), 0.1f), "conv")
            .build()
            .weightsIn("own.onnx");
    Graph folded = FoldBatchNorm.in(graph, List.of("norm"));
    Graph kept = KeepChannels.of(folded, List.of("norm"), Map.of("norm", List.of(0))).graph();
    for (Graph each : List.of(folded, kept)) {
      assertThat(each.weightsFile()).hasValue("own.onnx");
      assertThat(each.node("norm").op())
          .isInstanceOfSatisfying(
              Op.Conv.class,
              conv ->
                  assertThatThrownBy(() -> conv.weight().values())
                      .hasMessageStartingWith("own.onnx, weight \"w\" is NaN"));
    }
  }
}
