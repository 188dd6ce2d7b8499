package dev.phosphene.load.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.render.Render;
import dev.phosphene.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What layers an LSTM becomes, that they can be rendered, and what is refused, and why. */
class RecurrentOperatorsTest {
  private static final int HIDDEN = 3;

  @TempDir Path folder = Path.of("");

  /** Columns of an image [1, 3, 4, 10] as steps of 12 features. */
  private static OnnxBuilder reader() {
    OnnxBuilder b = new OnnxBuilder(14).input("x", 1, 3, 4, 10).output("y");
    b.integers("s", 1, 12, 10).node("Reshape", "r", List.of("x", "s"));
    return b.node("Transpose", "steps", List.of("r"), OnnxBuilder.ints("perm", 2, 0, 1));
  }

  private static void weights(OnnxBuilder b, int directions) {
    b.weight("w", new long[] {directions, 4 * HIDDEN, 12}, waves(directions * 4 * HIDDEN * 12));
    b.weight(
        "r0", new long[] {directions, 4 * HIDDEN, HIDDEN}, waves(directions * 4 * HIDDEN * HIDDEN));
  }

  private static float[] waves(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) Math.sin(i * i);
    }
    return values;
  }

  @Test
  void showsTheStatesOfBothDirectionsAndRendersThem() {
    OnnxBuilder b = reader();
    weights(b, 2);
    b.node(
        "LSTM",
        "y",
        List.of("steps", "w", "r0"),
        OnnxBuilder.text("direction", "bidirectional"),
        OnnxBuilder.integer("hidden_size", HIDDEN));
    Path file = b.write(folder.resolve("reader.onnx"));
    Graph graph = OnnxFile.graph(file);
    assertThat(graph.notes().missing()).isEmpty();
    Shape shown = graph.shapes(Shape.of(1, 3, 4, 10)).get("y");
    assertThat(shown).isEqualTo(Shape.of(1, 2 * HIDDEN, 10, 1));
    Model model = OnnxFile.model("reader", file);
    double before = value(model, 1);
    assertThat(value(model, 60)).isGreaterThan(before + 0.05);
  }

  /** The activation of the reversed direction's first unit after some steps. */
  private static double value(Model model, int steps) {
    return Render.of(model, "y:3")
        .recipe("tutorial")
        .size(10, 4)
        .steps(steps)
        .seed(4)
        .run()
        .image(0)
        .value();
  }

  @Test
  void saysWhatIsNotSupported() {
    assertRefused("peepholes", List.of("", "", "", "", "p"));
    assertRefused("state that is not zero", List.of("", "", "h"));
    assertRefused("end before 10 steps", List.of("", "lengths"));
    assertRefused(
        "neither \"clip\"", List.of(), OnnxBuilder.real("clip", 3), OnnxBuilder.integer("a", 1));
    assertRefused(
        "the function \"Softsign\"",
        List.of(),
        OnnxBuilder.texts("activations", "Softsign", "Tanh", "Tanh"));
    assertRefused("expected 3", List.of(), OnnxBuilder.texts("activations", "Sigmoid"));
    assertRefused(
        "different functions", List.of(), OnnxBuilder.texts("activations", "Tanh", "Tanh", "Relu"));
    assertRefused("expected [2, 12, 3]", List.of(), OnnxBuilder.text("direction", "bidirectional"));
  }

  private void assertRefused(String reason, List<String> more, ProtoWriter... attributes) {
    OnnxBuilder b = reader();
    weights(b, 1);
    b.weight("p", new long[] {1, 3 * HIDDEN}, waves(3 * HIDDEN));
    float[] ones = new float[HIDDEN];
    Arrays.fill(ones, 1);
    b.weight("h", new long[] {1, 1, HIDDEN}, ones).integers("lengths", 7);
    List<String> inputs = new ArrayList<>(List.of("steps", "w", "r0"));
    inputs.addAll(more);
    b.node("LSTM", "y", inputs, attributes);
    Graph graph = OnnxFile.graph(b.write(folder.resolve("refused.onnx")));
    assertThat(graph.notes().missing().get("y")).contains(reason);
  }
}
