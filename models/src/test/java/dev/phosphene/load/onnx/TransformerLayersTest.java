package dev.phosphene.load.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Layers;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the layers of a vision transformer are, and where its classes are. */
class TransformerLayersTest {
  @Test
  void aTransformerHasTokens(@TempDir Path folder) {
    for (SmallTransformer.Head head : SmallTransformer.Head.values()) {
      Model model =
          OnnxFile.model("small", SmallTransformer.write(folder.resolve(head + ".onnx"), head));
      Graph graph = model.graph();
      Layers layers = Layers.of(graph, graph.usualInput());
      assertThat(layers.layout("patch")).isEqualTo(Layout.IMAGE);
      for (String tokens : List.of("placed", "norm1", "attended", "hidden", "block", "norm")) {
        assertThat(layers.layout(tokens)).as(tokens).isEqualTo(Layout.TOKENS);
      }
      assertThat(layers.shape("block")).isEqualTo(Shape.of(1, 8, 17, 1));
      assertThat(layers.layout("block/tokens")).isEqualTo(Layout.TENSOR);
      if (head != SmallTransformer.Head.NONE) {
        assertThat(layers.layout("out")).isEqualTo(Layout.FEATURES);
        assertThat(layers.shape("out")).isEqualTo(Shape.of(1, 5, 1, 1));
      }
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = SmallTransformer.Head.class,
      names = {"CLASS_TOKEN", "MEAN", "EVERY_TOKEN"})
  void aTransformersHeadIsFound(SmallTransformer.Head head, @TempDir Path folder) {
    Model model =
        OnnxFile.model("small", SmallTransformer.write(folder.resolve("small.onnx"), head));
    Objective found = ObjectiveParser.parseOne("logit:3").on(model);
    assertThat(found.reads()).containsExactly(new Objective.Reads("out", List.of(3)));
    assertThatThrownBy(() -> ObjectiveParser.parseOne("logit:5").on(model))
        .hasMessageContaining("has no class 5; it has 5");
  }

  @Test
  void tokensAreNoClasses(@TempDir Path folder) {
    Path file = SmallTransformer.write(folder.resolve("small.onnx"), SmallTransformer.Head.NONE);
    Model model = OnnxFile.model("small", file);
    assertThatThrownBy(() -> ObjectiveParser.parseOne("logit:3").on(model))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("small has no classifier head")
        .hasMessageContaining("17 positions with 8 channels");
  }
}
