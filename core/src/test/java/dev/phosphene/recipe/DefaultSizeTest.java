package dev.phosphene.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** An image is as large as what its layer sees, within limits. */
class DefaultSizeTest {
  /** Poolings by two, each of which sees a window of two: position i of the n-th sees 2ⁿ pixels. */
  private static final Graph GRAPH = graph();

  private static Graph graph() {
    Graph.Builder builder = Graph.builder(3);
    String last = "input";
    for (int n = 1; n <= 6; n++) {
      builder.add("halved " + n, new Op.MaxPool(Window.valid(2, 2)), last);
      last = "halved " + n;
    }
    builder.add("wide", new Op.MaxPool(Window.same(3, 1)), "halved 6");
    builder.add("wider", new Op.MaxPool(Window.same(7, 1)), "halved 6");
    builder.add("middle", new Op.MaxPool(Window.same(9, 1)), "halved 4");
    builder.add("one", new Op.GlobalAvgPool(), "wide");
    return builder
        .build()
        .with(new Graph.Notes(Map.of("its other name", "wide"), Map.of(), Optional.empty()));
  }

  private static Size size(String... layers) {
    return DefaultSize.in(Recipe.LUCID, GRAPH, List.of(layers)).size();
  }

  @Test
  void growsWithTheReceptiveField() {
    assertThat(size("halved 3")).isEqualTo(new Size(128, 128));
    assertThat(size("halved 6")).isEqualTo(new Size(128, 128));
    assertThat(size("middle")).as("a field of 9 · 16 pixels").isEqualTo(new Size(160, 160));
    assertThat(size("wide")).as("3 · 64").isEqualTo(new Size(192, 192));
    assertThat(size("its other name")).isEqualTo(new Size(192, 192));
    assertThat(size("wider")).as("7 · 64, and no more than 224").isEqualTo(new Size(224, 224));
    assertThat(size("halved 3", "middle", "input")).isEqualTo(new Size(160, 160));
    assertThat(size("input")).isEqualTo(new Size(128, 128));
  }

  @Test
  void leavesAloneWhatHasItsOwn() {
    for (Recipe own : List.of(Recipe.TUTORIAL, Recipes.MACO, Recipes.DEEPDREAM)) {
      assertThat(DefaultSize.in(own, GRAPH, List.of("wider"))).isEqualTo(own);
    }
    assertThat(size("one")).as("without positions, as a class").isEqualTo(new Size(128, 128));
  }
}
