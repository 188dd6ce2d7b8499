package dev.phosphene.load.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static dev.phosphene.load.onnx.OnnxBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.zoo.Models;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a file means here: names, sizes, what is missing. Values are checked in the bench module.
 */
class OnnxFileTest {
  @TempDir private Path folder = Path.of("");

  private Graph graph(OnnxBuilder builder) {
    return OnnxFile.graph(builder.write(folder.resolve("model.onnx")));
  }

  /** Two convolutions, a shuffle of channels in between, and a classifier for 8×8 images. */
  private static OnnxBuilder classifier() {
    return new OnnxBuilder(13)
        .input("picture", 1, 3, 8, 8)
        .output("scores")
        .weight("w1", new long[] {4, 3, 1, 1}, new float[12])
        .weight("w2", new long[] {5, 256}, new float[1280])
        .integers("flat", 1, 256)
        .node("Conv", "first", List.of("picture", "w1"), List.of("first_out"))
        .node("Relu", "", List.of("first_out"), List.of("rectified"))
        .node("Dropout", "drop", List.of("rectified"), List.of("dropped"))
        .node("Reshape", "reshape", List.of("dropped", "flat"), List.of("flattened"))
        .node("Gemm", "fc", List.of("flattened", "w2"), List.of("scores"), integer("transB", 1));
  }

  @Test
  void namesAreTheFilesAndMayBeThoseOfOutputs() {
    Graph graph = graph(classifier());
    assertThat(graph.names()).containsExactly("input", "first", "rectified", "reshape", "fc");
    for (String name : List.of("first_out", "drop", "dropped", "flattened", "scores", "picture")) {
      Graph cut = Cut.at(graph, List.of(name));
      assertThat(cut.names()).contains(name);
      Shape shape = Shape.of(1, 3, 8, 8);
      assertThat(cut.shapes(shape).get(name)).isNotNull();
    }
    assertThatThrownBy(() -> graph.node("scoers"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("scores");
  }

  @Test
  void anAliasHasTheValuesOfItsNode() {
    Graph graph = graph(classifier());
    Shape shape = Shape.of(3, 3, 8, 8); // a batch of 1 in the file is no obstacle
    Tensor input = Tensor.zeros(shape);
    for (int i = 0; i < input.data().length; i++) {
      input.data()[i] = i % 7 - 3;
    }
    List<String> taps = List.of("picture", "input", "scores");
    try (Network network =
        Engines.named("reference").compile(graph, taps, shape, Engine.Options.defaults())) {
      network.forward(input);
      assertThat(network.activation("picture").data()).containsExactly(input.data());
      assertThat(network.shape("scores")).isEqualTo(Shape.of(3, 5, 1, 1));
    }
  }

  @Test
  void anotherSizeEndsAtTheFixedReshape() {
    Graph graph = graph(classifier());
    assertThat(graph.notes().size()).contains(Shape.of(1, 3, 8, 8));
    Graph.Reach reach = graph.reach(Shape.of(1, 3, 9, 9));
    assertThat(reach.shapes()).containsOnlyKeys("input", "first", "rectified");
    assertThat(reach.ends().get("fc")).contains("reshape").contains("256 values");
  }

  @Test
  void whatIsNotSupportedIsNamedAndEverythingBeforeWorks() {
    Graph graph =
        graph(
            classifier()
                .node("Einsum", "odd", List.of("rectified"), List.of("strange"))
                .node("Relu", "behind", List.of("strange"), List.of("further"))
                .node("If", "choice", List.of("rectified"), List.of("chosen")));
    assertThat(graph.names()).contains("fc").doesNotContain("odd", "behind");
    assertThatThrownBy(() -> Cut.at(graph, List.of("further")))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("further")
        .hasMessageContaining("\"odd\" (Einsum)");
    assertThatThrownBy(() -> graph.node("chosen")).hasMessageContaining("branches and loops");
  }

  @Test
  void aFileOfWhichNothingCanBeComputedIsRefused() {
    OnnxBuilder builder =
        new OnnxBuilder(13).input("x", 1, 3, 8, 8).node("Einsum", "odd", List.of("x"));
    assertThatThrownBy(() -> graph(builder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("\"odd\" (Einsum)");
  }

  @Test
  void onlyKnownOperatorSetsAreRead() {
    for (int opset : List.of(0, 6, 99)) {
      OnnxBuilder builder =
          new OnnxBuilder(opset).input("x", 1, 3, 8, 8).node("Relu", "y", List.of("x"));
      assertThatThrownBy(() -> graph(builder))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("operator set");
    }
  }

  @Test
  void cyclesDuplicatesAndMissingInputsAreTold() {
    assertRefused(
        new OnnxBuilder(13)
            .input("x", 1, 3, 8, 8)
            .node("Add", "a", List.of("x", "b"))
            .node("Relu", "b", List.of("a")),
        "node \"a\" (Add) reads \"b\"");
    assertRefused(
        new OnnxBuilder(13)
            .input("x", 1, 3, 8, 8)
            .node("Relu", "a", List.of("x"))
            .node("Relu", "second", List.of("x"), List.of("a")),
        "two values are called \"a\"");
    assertRefused(
        new OnnxBuilder(13)
            .input("x", 1, 3, 8, 8)
            .weight("w", new long[] {1}, 1)
            .weight("w", new long[] {1}, 1)
            .node("Add", "a", List.of("x", "w")),
        "two initializers are called \"w\"");
    assertRefused(
        new OnnxBuilder(13).input("tokens", 1, 128).node("Relu", "a", List.of("tokens")),
        "no input that is a picture");
  }

  private void assertRefused(OnnxBuilder builder, String reason) {
    assertThatThrownBy(() -> graph(builder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("model.onnx")
        .hasMessageContaining(reason);
  }

  @Test
  void sizesThatTheFileLeavesOpenAreFound() {
    // A network for 32×32 images that does not say so: 2 · 16 · 16 features.
    Graph graph =
        graph(
            new OnnxBuilder(13)
                .input("x", -1, 3, -1, -1)
                .output("y")
                .weight("w", new long[] {2, 3, 2, 2}, new float[24])
                .weight("m", new long[] {512, 7}, new float[3584])
                .node("Conv", "c", List.of("x", "w"), ints("strides", 2, 2))
                .node("Flatten", "f", List.of("c"))
                .node("MatMul", "y", List.of("f", "m")));
    assertThat(graph.notes().missing()).isEmpty();
    assertThat(graph.notes().size()).isEmpty();
    assertThat(graph.shapes(Shape.of(4, 3, 32, 32)).get("y")).isEqualTo(Shape.of(4, 7, 1, 1));
  }

  @Test
  void channelsMayComeLast() {
    Graph graph =
        graph(
            new OnnxBuilder(13)
                .input("x", 1, 16, 16, 3)
                .output("y")
                .weight("w", new long[] {4, 3, 1, 1}, new float[12])
                .node("Transpose", "t", List.of("x"), ints("perm", 0, 3, 1, 2))
                .node("Conv", "y", List.of("t", "w")));
    assertThat(graph.shapes(Shape.of(1, 3, 16, 16)).get("y")).isEqualTo(Shape.of(1, 4, 16, 16));
  }

  @Test
  void whatTheFilePutsOutComesLast() {
    Graph graph =
        graph(
            new OnnxBuilder(13)
                .input("x", 1, 3, 8, 8)
                .output("main")
                .output("aside")
                .node("Relu", "a", List.of("x"), List.of("main"))
                .node("Sigmoid", "b", List.of("x"), List.of("aside")));
    assertThat(graph.names()).containsExactly("input", "b", "a");
  }

  @Test
  void shuffledChannelsAreOneSelection() {
    Graph graph =
        graph(
            new OnnxBuilder(13)
                .input("x", 1, 3, 4, 4)
                .output("y")
                .weight("w", new long[] {6, 3, 1, 1}, new float[18])
                .integers("s1", 1, 2, 3, 4, 4)
                .integers("s2", 1, 6, 4, 4)
                .node("Conv", "c", List.of("x", "w"))
                .node("Reshape", "r", List.of("c", "s1"))
                .node("Transpose", "t", List.of("r"), ints("perm", 0, 2, 1, 3, 4))
                .node("Reshape", "y", List.of("t", "s2")));
    assertThat(graph.node("y").op()).isEqualTo(new Op.SelectChannels(List.of(0, 3, 1, 4, 2, 5)));
    // The sizes in the file are those of its own image; channels do not care.
    assertThat(graph.shapes(Shape.of(1, 3, 9, 7)).get("y")).isEqualTo(Shape.of(1, 6, 9, 7));
  }

  @Test
  void metadataGiveRangeAndLabels() {
    OnnxBuilder builder =
        new OnnxBuilder(13)
            .input("x", 1, 3, 8, 8)
            .output("y")
            .weight("w", new long[] {2, 3, 1, 1}, new float[6])
            .node("Conv", "y", List.of("x", "w"))
            .metadata("names", "{0: 'cat', 1: 'dog'}")
            .metadata("Image.BitmapPixelFormat", "Bgr8")
            .metadata("Image.NominalPixelRange", "Normalized_1_1");
    Path file = builder.write(folder.resolve("model"));
    Model model = Models.load(file.toString()); // known by its content
    assertThat(model.labels()).containsExactly("cat", "dog");
    assertThat(model.preprocessing())
        .isEqualTo(
            new Preprocessing(List.of(2, 1, 0), List.of(2f, 2f, 2f), List.of(-1f, -1f, -1f)));
    assertThat(model.sha256()).hasSize(64);
  }

  @Test
  void labelsThatDoNotFitAreNotTheClassifiers() {
    OnnxBuilder builder =
        new OnnxBuilder(13)
            .input("x", 1, 3, 8, 8)
            .node("Relu", "y", List.of("x"))
            .metadata("names", "[\"a\", \"b\"]");
    Path file = builder.write(folder.resolve("model.onnx"));
    assertThat(Models.load(file.toString()).labels()).isEmpty();
  }

  @Test
  void attributesOfTheWrongKindEndTheNodeOnly() {
    Graph graph =
        graph(
            new OnnxBuilder(13)
                .input("x", 1, 3, 8, 8)
                .node("Relu", "fine", List.of("x"))
                .node("MaxPool", "pool", List.of("x"), text("kernel_shape", "large"))
                .node("Relu", "behind", List.of("pool")));
    assertThat(graph.names()).containsExactly("input", "fine");
    assertThatThrownBy(() -> graph.node("behind")).hasMessageContaining("kernel_shape");
  }
}
