package dev.phosphene.load.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.SharedData;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.load.onnx.OnnxFile;
import dev.phosphene.load.tensorflow.GraphDefBuilder.Attr;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Frozen graphs in Lucid's and TF-Slim's form; {@code bench} has TensorFlow's word on them. */
class FrozenGraphTest {
  private static final Path FILE = Path.of("graph.pb");

  @TempDir private Path folder = Path.of("");

  private static Model read(GraphDefBuilder builder) {
    return FrozenGraph.model("graph", FILE, ByteBuffer.wrap(builder.toBytes()));
  }

  private static Model lucid() {
    Graph graph = OnnxFile.graph(SharedData.of("weights/bvlc_googlenet.onnx"));
    byte[] file =
        FrozenForm.of(
            graph,
            Shape.of(1, 3, 224, 224),
            FrozenForm.Style.LUCID,
            LucidNames::of,
            Map.of("output2", "softmax2"));
    return FrozenGraph.model("InceptionV1", FILE, ByteBuffer.wrap(file));
  }

  @Test
  void lucidsFormOfGoogLeNetIsGoogLeNet() {
    Model model = lucid();
    Graph graph = model.graph();
    assertThat(graph.notes().missing()).isEmpty();
    Graph original = OnnxFile.graph(SharedData.of("weights/bvlc_googlenet.onnx"));
    Shape small = Shape.of(1, 3, 64, 64);
    assertSame(graph, "mixed4a", original, "inception_4a/output", small);
  }

  @Test
  void layersHaveTheNamesThatLucidsUsersKnow() {
    Model model = lucid();
    Graph graph = model.graph();
    assertThat(graph.channels("mixed4a")).isEqualTo(512);
    assertThat(graph.channels("mixed4a_pre_relu")).isEqualTo(512);
    assertThat(graph.channels("mixed3a_3x3_bottleneck_pre_relu")).isEqualTo(96);
    assertThat(graph.names()).contains("conv2d0_pre_relu/conv", "conv2d0_pre_relu", "conv2d0");
    assertThat(graph.node("output2").input()).isEqualTo("softmax2");
    assertThat(graph.scores().name()).isEqualTo("softmax2_pre_activation");
    assertThat(graph.notes().size()).contains(Shape.of(1, 3, 224, 224));
    assertThat(model.preprocessing().scale()).containsOnly(255f);
    assertThat(model.preprocessing().shift()).containsOnly(-117f);
    assertThat(model.preprocessing().order()).containsExactly(0, 1, 2);
  }

  @Test
  void theLayersThatLucidAddsAreThoseBeforeTheRelus() {
    Graph graph = lucid().graph();
    List<String> taps = List.of("mixed3a", "mixed3a_pre_relu");
    Graph cut = Cut.at(graph, taps);
    Tensor image = random(Shape.of(1, 3, 32, 32), 3);
    try (Network network =
        Engines.named("reference").compile(cut, taps, image.shape(), Engine.Options.defaults())) {
      network.forward(image);
      float[] after = network.activation("mixed3a").data();
      float[] before = network.activation("mixed3a_pre_relu").data();
      int negative = 0;
      for (int i = 0; i < after.length; i++) {
        assertThat(after[i]).isEqualTo(Math.max(before[i], 0));
        negative += before[i] < 0 ? 1 : 0;
      }
      assertThat(negative).isPositive();
    }
  }

  private static Tensor random(Shape shape, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = (float) (200 * random.nextDouble() - 100);
    }
    return tensor;
  }

  /** Forward and back to the image, on the reference engine. */
  private static void assertSame(
      Graph actual, String tap, Graph expected, String other, Shape input) {
    Tensor image = random(input, 5);
    Engine engine = Engines.named("reference");
    Engine.Options options = Engine.Options.defaults();
    try (Network a = engine.compile(Cut.at(actual, List.of(tap)), List.of(tap), input, options);
        Network b =
            engine.compile(Cut.at(expected, List.of(other)), List.of(other), input, options)) {
      a.forward(image);
      b.forward(image);
      assertClose(a.activation(tap), b.activation(other));
      Tensor cotangent = random(a.shape(tap), 7);
      assertClose(a.backward(Map.of(tap, cotangent)), b.backward(Map.of(other, cotangent)));
    }
  }

  private static void assertClose(Tensor a, Tensor b) {
    assertThat(a.shape()).isEqualTo(b.shape());
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < b.data().length; i++) {
      difference += Math.pow(a.data()[i] - b.data()[i], 2);
      norm += Math.pow(b.data()[i], 2);
    }
    assertThat(norm).isPositive();
    assertThat(Math.sqrt(difference / norm)).isLessThan(1e-5);
  }

  /** A small network with most operators of TF-Slim's, also as it is taken apart. */
  private static Graph small() {
    SplittableRandom random = new SplittableRandom(11);
    return Graph.builder(3)
        .add("conv", SmallParts.conv(random, 8, 3, 3, 2), "input")
        .add("norm", SmallParts.norm(random, 8, true), "conv")
        .add("relu", SmallParts.relu6(), "norm")
        .add("dw", SmallParts.depthwise(random, 8, 3, 1), "relu")
        .add("norm2", SmallParts.norm(random, 8, false), "dw")
        .add("relu2", new Op.Relu(), "norm2")
        .add("sum", new Op.Add(), "relu", "relu2")
        .add("both", new Op.Concat(), "sum", "relu")
        .add("mean", new Op.GlobalAvgPool(), "both")
        .add("flat", new Op.Flatten(16), "mean")
        .add("logits", SmallParts.conv(random, 5, 16, 1, 1), "flat")
        .add("prob", new Op.Softmax(), "logits")
        .build();
  }

  @Test
  void normalizationsTakenApartAreNormalizations() {
    Shape input = Shape.of(1, 3, 17, 14);
    for (FrozenForm.Style style : FrozenForm.Style.values()) {
      byte[] file = FrozenForm.of(small(), input, style, name -> "MobilenetV1/" + name, Map.of());
      Model model = FrozenGraph.model("m", FILE, ByteBuffer.wrap(file));
      assertThat(model.graph().notes().missing()).isEmpty();
      assertThat(model.preprocessing()).isEqualTo(Preprocessing.TF);
      assertSame(model.graph(), "MobilenetV1/prob", small(), "prob", input);
    }
  }

  @Test
  void sameBordersAreLongerAtTheEnd() {
    GraphDefBuilder builder =
        new GraphDefBuilder()
            .placeholder("x", 1, 4, 4, 1)
            .filled("w", 1, 3, 3, 1, 1)
            .add(
                "Conv2D",
                "y",
                List.of("x", "w"),
                Attr.ints("strides", 1, 2, 2, 1),
                Attr.text("padding", "SAME"));
    Tensor ones = Tensor.zeros(Shape.of(1, 1, 4, 4));
    Arrays.fill(ones.data(), 1);
    assertThat(forward(read(builder).graph(), "y", ones).data()).containsExactly(9, 6, 6, 4);
  }

  @Test
  void flatteningGoesRowsColumnsChannels() {
    GraphDefBuilder builder =
        new GraphDefBuilder()
            .placeholder("x", -1, 2, 2, 3)
            .ints("shape", -1, 12)
            .add("Reshape", "flat", List.of("x", "shape"), Attr.type("Tshape", 3));
    Tensor image = Tensor.zeros(Shape.of(1, 3, 2, 2));
    for (int i = 0; i < 12; i++) {
      image.data()[i] = i; // channel 0: 0 1 2 3, channel 1: 4 5 6 7, channel 2: 8 9 10 11
    }
    assertThat(forward(read(builder).graph(), "flat", image).data())
        .containsExactly(0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11);
  }

  @Test
  void alphaIsNotDividedByTheNumberOfChannels() {
    GraphDefBuilder builder =
        new GraphDefBuilder()
            .placeholder("x", 1, 1, 1, 3)
            .add(
                "LRN",
                "y",
                List.of("x"),
                Attr.integer("depth_radius", 1),
                Attr.real("bias", 1),
                Attr.real("alpha", 0.5f),
                Attr.real("beta", 0.75f));
    Tensor image = Tensor.zeros(Shape.of(1, 3, 1, 1));
    System.arraycopy(new float[] {1, 2, 3}, 0, image.data(), 0, 3);
    float[] y = forward(read(builder).graph(), "y", image).data();
    assertThat((double) y[1]).isCloseTo(2 / Math.pow(1 + 0.5 * 14, 0.75), within(1e-6));
  }

  private static Tensor forward(Graph graph, String tap, Tensor image) {
    Graph cut = Cut.at(graph, List.of(tap));
    try (Network network =
        Engines.named("reference")
            .compile(cut, List.of(tap), image.shape(), Engine.Options.defaults())) {
      network.forward(image);
      return network.activation(tap).copy();
    }
  }

  /** As Keras writes a flattening, in older graphs. */
  @Test
  void shapesAreComputed() {
    GraphDefBuilder builder =
        new GraphDefBuilder()
            .placeholder("x", 1, 2, 2, 3)
            .node("Shape", "shape", List.of("x"), Attr.type("T", 1), Attr.type("out_type", 3))
            .ints("from", 1)
            .ints("to", 4)
            .ints("step", 1)
            .node(
                "StridedSlice",
                "rest",
                List.of("shape", "from", "to", "step"),
                Attr.type("T", 3),
                Attr.type("Index", 3))
            .ints("zero", 0)
            .node("Prod", "size", List.of("rest", "zero"), Attr.type("T", 3))
            .integer("open", -1)
            .node("Pack", "target", List.of("open", "size"), Attr.type("T", 3))
            .add("Reshape", "flat", List.of("x", "target"), Attr.type("Tshape", 3));
    assertThat(read(builder).graph().channels("flat")).isEqualTo(12);
  }

  @Test
  void whatCannotBeDoneIsNotedAndTheRestWorks() {
    GraphDefBuilder builder =
        new GraphDefBuilder()
            .placeholder("x", 1, 8, 8, 3)
            .add("Relu", "y", List.of("x"))
            .add("Magic", "z", List.of("y"))
            .add("Relu", "behind", List.of("z"));
    Graph graph = read(builder).graph();
    assertThat(graph.names()).contains("y").doesNotContain("z");
    assertThat(graph.notes().missing())
        .containsEntry("behind", "node \"z\" (Magic): this operator is not supported");
  }

  @Test
  void nodesMayComeInAnyOrder() {
    GraphDefBuilder builder =
        new GraphDefBuilder()
            .add("Relu", "z", List.of("y:0", "^x"))
            .add("Identity", "y", List.of("x"))
            .placeholder("x", 1, 8, 8, 3);
    assertThat(read(builder).graph().node("z").input()).isEqualTo("input");
  }

  @Test
  void graphsThatContradictThemselvesAreRefused() {
    assertThatThrownBy(
            () ->
                read(
                    new GraphDefBuilder()
                        .placeholder("x", 1, 8, 8, 3)
                        .add("Relu", "mixed", List.of("mixad"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("graph.pb: node \"mixed\" (Relu) reads \"mixad\"")
        .hasMessageContaining("did you mean mixed");
    assertThatThrownBy(
            () ->
                read(
                    new GraphDefBuilder()
                        .placeholder("x", 1, 8, 8, 3)
                        .add("Add", "a", List.of("x", "b"))
                        .add("Relu", "b", List.of("a"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("form a cycle");
    assertThatThrownBy(
            () -> read(new GraphDefBuilder().ints("x", 1).add("Relu", "y", List.of("x"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no placeholder for an image");
    assertThatThrownBy(
            () ->
                read(
                    new GraphDefBuilder()
                        .placeholder("x", 1, 8, 8, 3)
                        .node("VariableV2", "w", List.of())
                        .add("Conv2D", "y", List.of("x", "w"))))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("the graph is not frozen");
  }

  @Test
  void filesAreRecognizedByTheirContent() throws IOException {
    Path file = folder.resolve("anything");
    Files.write(file, new GraphDefBuilder().placeholder("x", 1, 8, 8, 3).toBytes());
    assertThat(FrozenGraph.recognizes(file)).isTrue();
    Files.write(file, new byte[] {8, 7, 0x12, 4, 't', 'e', 's', 't'}); // as ONNX begins
    assertThat(FrozenGraph.recognizes(file)).isFalse();
    Path saved = folder.resolve("saved_model.pb");
    Files.write(saved, new byte[] {8, 1, 0x12, 2, 0x0a, 0});
    assertThat(FrozenGraph.recognizes(saved)).isTrue();
    assertThatThrownBy(() -> FrozenGraph.model("s", saved))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("is a SavedModel");
  }
}
