package dev.phosphene.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What of a network is worth a line. */
class OverviewTest {
  private static Parameter parameter(int... shape) {
    Shape of = Shape.of(shape);
    return new Parameter("p", of, () -> new float[of.size()]);
  }

  /** An image of 3×2×2 as tokens, a product with weights and a bias, seen as an image. */
  private static Graph tokens() {
    return Graph.builder(3)
        .add("row", new Op.Reshape(List.of(1, 3, 4)), "input")
        .add("turn", new Op.Transpose(List.of(1, 3, 2)), "row")
        .add("fc/tokens", new Op.Linear(parameter(3, 5), null), "turn")
        .add("fc", new Op.Tokens(), "fc/tokens")
        .add("bias", new Op.Constant(parameter(1, 1, 5)))
        .add("sum/tokens", new Op.Binary(Op.Arithmetic.ADD), "fc/tokens", "bias")
        .add("sum", new Op.Tokens(), "sum/tokens")
        .add("end", new Op.Select(2, new Selection.Range(0, 1, 1)), "sum/tokens")
        .build();
  }

  @Test
  void constantsAndOtherShapesAreLeftOut() {
    Overview overview = Overview.of(tokens());
    assertThat(overview.nodes())
        .extracting(Node::name)
        .containsExactly("input", "fc", "sum", "end");
    assertThat(overview.hidden()).isEqualTo(5);
    assertThat(overview.nodes())
        .extracting(Node::inputs)
        .containsExactly(List.of(), List.of("input"), List.of("fc"), List.of("sum"));
  }

  @Test
  void aViewIsCalledByWhatItShows() {
    assertThat(Overview.of(tokens()).nodes().stream().map(node -> Kind.of(node.op())))
        .containsExactly("input", "linear", "add", "select");
  }

  @Test
  void whatIsLeftOutCostsWhereItIsRead() {
    Graph graph = tokens();
    Map<String, Shape> shapes = graph.shapes(Shape.of(1, 3, 2, 2));
    Map<String, Cost> costs = Overview.of(graph).costs(graph, shapes);
    assertThat(costs).containsEntry("fc", new Cost(15, 60)).containsEntry("sum", new Cost(5, 0));
    assertThat(costs.values().stream().reduce(Cost.NONE, Cost::plus))
        .isEqualTo(Cost.of(graph, shapes).values().stream().reduce(Cost.NONE, Cost::plus));
  }

  @Test
  void ofPicturesEverythingIsShown() {
    Graph graph =
        Graph.builder(3)
            .add("pick", new Op.SelectChannels(List.of(2, 1)), "input")
            .add("flat", new Op.Flatten(0), "pick")
            .build();
    Overview overview = Overview.of(graph);
    assertThat(overview.hidden()).isZero();
    assertThat(overview.nodes()).isEqualTo(List.copyOf(graph.nodes()));
  }
}
