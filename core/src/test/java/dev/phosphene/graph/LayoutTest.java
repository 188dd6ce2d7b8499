package dev.phosphene.graph;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the axes of layers are. */
class LayoutTest {

  private static Parameter parameter(int... shape) {
    Shape of = Shape.of(shape);
    return new Parameter("p", of, () -> new float[of.size()]);
  }

  private static Graph.Builder image() {
    return Graph.builder(3)
        .add(
            "conv",
            new Op.Conv(
                parameter(4, 3, 3, 3),
                null,
                new Window(3, 3, 1, 1, 1, 1, new Window.Padding.Explicit(1, 1, 1, 1)),
                1),
            "input");
  }

  private static Map<String, Layout> layouts(Graph.Builder builder) {
    Graph graph = builder.build();
    return Layout.of(graph, graph.shapes(Shape.of(2, 3, 8, 8)));
  }

  @Test
  void positionsOfConvolutionsArePlaces() {
    assertThat(
            layouts(
                image()
                    .add("pool", new Op.GlobalAvgPool(), "conv")
                    .add("flat", new Op.Flatten(0), "conv")))
        .containsEntry("input", Layout.IMAGE)
        .containsEntry("conv", Layout.IMAGE)
        .containsEntry("pool", Layout.FEATURES)
        .containsEntry("flat", Layout.FEATURES);
  }

  @Test
  void anImageIsFoundAgainBehindGroupsAndWindows() {
    Map<String, Layout> layouts =
        layouts(
            image()
                .add("groups", new Op.Reshape(List.of(1, 2, 128)), "conv")
                .add("norm", new Op.LayerNorm(3, 3, 1e-5f), "groups")
                .add("whole", new Op.Reshape(List.of(4, 8, 8)), "norm")
                .add("cut", new Op.Reshape(List.of(4, 2, 4, 2, 4)), "conv")
                .add("windows", new Op.Transpose(List.of(2, 4, 1, 3, 5)), "cut")
                .add("tokens", new Op.Reshape(List.of(4, 4, 16)), "windows")
                .add("open", new Op.Reshape(List.of(2, 2, 4, 4, 4)), "tokens")
                .add("back", new Op.Transpose(List.of(3, 1, 4, 2, 5)), "open")
                .add("again", new Op.Reshape(List.of(4, 8, 8)), "back")
                .add("wrong", new Op.Reshape(List.of(4, 8, 8)), "open"));
    assertThat(layouts)
        .containsEntry("groups", Layout.TENSOR)
        .containsEntry("norm", Layout.TENSOR)
        .containsEntry("whole", Layout.IMAGE)
        .containsEntry("windows", Layout.TENSOR)
        .containsEntry("tokens", Layout.TENSOR)
        .containsEntry("again", Layout.IMAGE)
        .containsEntry("wrong", Layout.TENSOR);
  }

  @Test
  void rowsBehindChannelsAreNoImage() {
    assertThat(
            layouts(
                image()
                    .add("behind", new Op.Transpose(List.of(2, 3, 1)), "conv")
                    .add("turned", new Op.Transpose(List.of(1, 3, 2)), "conv")
                    .add("row", new Op.Reshape(List.of(4, 64, 1)), "conv")))
        .containsEntry("behind", Layout.TENSOR)
        .containsEntry("turned", Layout.TOKENS)
        .containsEntry("row", Layout.TOKENS);
  }

  @Test
  void channelsBecomePlacesBetweenThemAndBack() {
    assertThat(
            layouts(
                image()
                    .add("split", new Op.Reshape(List.of(2, 2, 8, 8)), "conv")
                    .add("mixed", new Op.Transpose(List.of(3, 1, 4, 2)), "split")
                    .add("large", new Op.Reshape(List.of(1, 16, 16)), "mixed")
                    .add("wrong", new Op.Transpose(List.of(1, 3, 2, 4)), "split")
                    .add("muddled", new Op.Reshape(List.of(1, 16, 16)), "wrong")))
        .containsEntry("large", Layout.IMAGE)
        .containsEntry("muddled", Layout.TENSOR);
  }

  @Test
  void evenlySpacedRowsStayRows() {
    Map<String, Layout> layouts =
        layouts(
            image()
                .add("every", new Op.Select(2, new Selection.Range(1, 8, 2)), "conv")
                .add("mirror", new Op.Select(2, new Selection.Range(-1, -9, -1)), "conv")
                .add("some", new Op.Select(2, new Selection.Listed(List.of(0, 3, 4))), "conv"));
    assertThat(layouts)
        .containsEntry("every", Layout.IMAGE)
        .containsEntry("mirror", Layout.TOKENS)
        .containsEntry("some", Layout.TOKENS);
  }
}
