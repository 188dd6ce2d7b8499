package dev.phosphene.load.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class QuantizationOperatorsTest {
  @TempDir private Path folder = Path.of("");

  private Graph graph(OnnxBuilder builder) {
    return OnnxFile.graph(builder.output("y").write(folder.resolve("model.onnx")));
  }

  private static OnnxBuilder weights() {
    return new OnnxBuilder(13)
        .input("x", 1, 2, 4, 4)
        .tensor(OnnxBuilder.head("q", 3, 2, 2, 1, 1).packed(5, new long[] {1, -2, 3, -4}))
        .weight("s", new long[] {2}, 0.5f, 10)
        .tensor(OnnxBuilder.head("z", 3, 2).packed(5, new long[] {0, 1}));
  }

  @Test
  void weightsAreScaledWhenTheyAreRead() {
    Graph graph =
        graph(
            weights()
                .node("DequantizeLinear", "w", List.of("q", "s", "z"), integer("axis", 0))
                .node("Conv", "y", List.of("x", "w")));
    Op.Conv conv = (Op.Conv) graph.node("y").op();
    assertThat(conv.weight().values()).containsExactly(0.5f, -1, 20, -50);
    assertThat(conv.weight().values()).containsExactly(0.5f, -1, 20, -50); // a fresh array
  }

  @Test
  void theRangeOfThePicturesValuesIsKept() {
    Graph graph =
        graph(
            new OnnxBuilder(13)
                .input("x", 1, 2, 4, 4)
                .weight("s", new long[] {}, 0.5f)
                .tensor(OnnxBuilder.head("z", 3).packed(5, new long[] {-128}))
                .node("QuantizeLinear", "q", List.of("x", "s", "z"))
                .node("DequantizeLinear", "y", List.of("q", "s", "z")));
    assertThat(graph.node("q").op()).isEqualTo(new Op.Pointwise(ScalarFunction.CLIP, 0, 127.5f));
    assertThat(graph.node("y").inputs()).containsExactly("q"); // another name
  }

  @Test
  void scalesThatDoNotFitAreRefused() {
    OnnxBuilder builder =
        weights()
            .weight("t", new long[] {3}, 1, 2, 3)
            .node("DequantizeLinear", "w", List.of("q", "t"))
            .node("Conv", "y", List.of("x", "w"));
    assertThatThrownBy(() -> graph(builder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("its scale is [3] for values [2, 2, 1, 1]");
  }
}
