package dev.phosphene.load.caffe;

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
import dev.phosphene.load.onnx.OnnxFile;
import dev.phosphene.load.onnx.ProtoWriter;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Caffe's networks, as they are trained and as they are used. */
class CaffeModelTest {
  private static final Path FILE = Path.of("net.caffemodel");

  @TempDir private Path folder = Path.of("");

  private static Model read(byte[] bytes) {
    return CaffeModel.model("net", FILE, ByteBuffer.wrap(bytes), Optional.empty());
  }

  private static Model read(CaffeBuilder builder) {
    return read(builder.toBytes());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void googLeNetInBothForms(boolean old) {
    Graph graph = OnnxFile.graph(SharedData.of("weights/bvlc_googlenet.onnx"));
    Model model = read(CaffeForm.of(graph, 224, old));
    assertThat(model.graph().notes().missing()).isEmpty();
    assertThat(model.graph().notes().size()).contains(Shape.of(1, 3, 224, 224));
    assertThat(model.graph().scores().name()).isEqualTo("loss3/classifier");
    assertThat(model.graph().names()).contains("prob").doesNotContain("loss", "data");
    assertThat(model.preprocessing().order()).containsExactly(2, 1, 0);
    assertThat(model.preprocessing().shift()).containsExactly(-104f, -117f, -123f);
    assertThat(model.preprocessing().scale()).containsOnly(255f);
    String layer = "inception_3b/output";
    Tensor image = random(Shape.of(1, 3, 64, 64), 3, 100);
    Engine engine = Engines.named("reference");
    List<String> taps = List.of("conv1/7x7_s2", "conv1/relu_7x7_s2", layer);
    Engine.Options options = Engine.Options.defaults();
    try (Network a = engine.compile(Cut.at(model.graph(), taps), taps, image.shape(), options);
        Network b = engine.compile(Cut.at(graph, taps), taps, image.shape(), options)) {
      a.forward(image);
      b.forward(image);
      for (String tap : taps) {
        assertClose(a.activation(tap), b.activation(tap));
      }
      Tensor cotangent = random(a.shape(layer), 7, 1);
      assertClose(a.backward(Map.of(layer, cotangent)), b.backward(Map.of(layer, cotangent)));
    }
  }

  private static Tensor random(Shape shape, long seed, double bound) {
    SplittableRandom random = new SplittableRandom(seed);
    Tensor tensor = Tensor.zeros(shape);
    for (int i = 0; i < tensor.data().length; i++) {
      tensor.data()[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return tensor;
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

  private static Tensor forward(Graph graph, String tap, Tensor image) {
    Graph cut = Cut.at(graph, List.of(tap));
    try (Network network =
        Engines.named("reference")
            .compile(cut, List.of(tap), image.shape(), Engine.Options.defaults())) {
      network.forward(image);
      return network.activation(tap).copy();
    }
  }

  @Test
  void layersThatOverwriteTheirInputHaveTheirOwnNames() {
    CaffeBuilder builder =
        new CaffeBuilder("net", false)
            .input("data", 1, 3, 4, 4)
            .layer("Power", "minus", List.of("data"), List.of("x"), shifted(-1))
            .layer("ReLU", "relu", List.of("x"), List.of("x"), Map.of())
            .layer("Dropout", "drop", List.of("x"), List.of("x"), Map.of())
            .layer("Power", "plus", List.of("x"), List.of("x"), shifted(5));
    Graph graph = read(builder).graph();
    assertThat(graph.names()).containsExactly("input", "minus", "relu", "plus");
    assertThat(graph.node("x").input()).isEqualTo("plus");
    assertThat(graph.node("drop").input()).isEqualTo("relu");
    assertThat(graph.node("data").input()).isEqualTo("input");
  }

  private static Map<Integer, ProtoWriter> shifted(float shift) {
    return Map.of(122, new ProtoWriter().real(3, shift));
  }

  /** Against the sums and maxima of BVLC/caffe, pooling_layer.cpp, for many sizes. */
  @Test
  void poolingRoundsUpAndLeavesOutWhatBeginsBehindTheInput() {
    int tried = 0;
    for (int method = 0; method < 2; method++) {
      for (int kernel = 1; kernel <= 4; kernel++) {
        for (int stride = 1; stride <= kernel; stride++) {
          for (int pad = 0; pad < kernel; pad++) {
            for (int side = kernel; side <= 9; side++) {
              if (method == 1 && pad > kernel - stride) {
                continue;
              }
              assertPooled(method, kernel, stride, pad, side);
              tried++;
            }
          }
        }
      }
    }
    assertThat(tried).isGreaterThan(200);
  }

  private static void assertPooled(int method, int kernel, int stride, int pad, int side) {
    ProtoWriter settings =
        new ProtoWriter().integer(1, method).integer(2, kernel).integer(3, stride).integer(4, pad);
    CaffeBuilder builder =
        new CaffeBuilder("net", false)
            .input("data", 1, 1, side, side)
            .layer("Pooling", "pool", List.of("data"), List.of("pool"), Map.of(121, settings));
    Tensor image = random(Shape.of(1, 1, side, side), side, 1);
    Tensor actual = forward(read(builder).graph(), "pool", image);
    int out = (side + 2 * pad - kernel + stride - 1) / stride + 1;
    if (pad > 0 && (out - 1) * stride >= side + pad) {
      out--;
    }
    String what = "method %d, %d/%d+%d of %d".formatted(method, kernel, stride, pad, side);
    assertThat(actual.shape()).as(what).isEqualTo(Shape.of(1, 1, out, out));
    for (int y = 0; y < out; y++) {
      for (int x = 0; x < out; x++) {
        int top = y * stride - pad;
        int left = x * stride - pad;
        int bottom = Math.min(top + kernel, side + pad);
        int right = Math.min(left + kernel, side + pad);
        double sum = 0;
        double most = -1e9;
        for (int i = Math.max(top, 0); i < Math.min(bottom, side); i++) {
          for (int j = Math.max(left, 0); j < Math.min(right, side); j++) {
            sum += image.data()[i * side + j];
            most = Math.max(most, image.data()[i * side + j]);
          }
        }
        double expected = method == 0 ? most : sum / ((bottom - top) * (right - left));
        assertThat((double) actual.data()[y * out + x]).as(what).isCloseTo(expected, within(1e-6));
      }
    }
  }

  @Test
  void normalizationIsByTheFactorAndScaledByTheNextLayer() {
    CaffeBuilder builder = new CaffeBuilder("net", false).input("data", 1, 1, 1, 1);
    builder
        .layer(
            "BatchNorm",
            "bn",
            List.of("data"),
            List.of("bn"),
            Map.of(139, new ProtoWriter().real(3, 0.5f)),
            builder.blob(new float[] {6}, 1),
            builder.blob(new float[] {14}, 1),
            builder.blob(new float[] {2}, 1))
        .layer(
            "Scale",
            "scale",
            List.of("bn"),
            List.of("bn"),
            Map.of(142, new ProtoWriter().integer(4, 1)),
            builder.blob(new float[] {10}, 1),
            builder.blob(new float[] {-1}, 1));
    Tensor image = Tensor.zeros(Shape.of(1, 1, 1, 1));
    image.data()[0] = 5;
    double expected = 10 * (5 - 6 / 2.0) / Math.sqrt(14 / 2.0 + 0.5) - 1;
    Tensor actual = forward(read(builder).graph(), "scale", image);
    assertThat((double) actual.data()[0]).isCloseTo(expected, within(1e-5));
  }

  private CaffeBuilder small() {
    CaffeBuilder builder = new CaffeBuilder("net", false);
    return builder
        .layer(
            "Data",
            "data",
            List.of(),
            List.of("data", "label"),
            Map.of(100, new ProtoWriter().real(1, 0.5f).real(5, 10).integer(3, 6)))
        .layer(
            "Convolution",
            "conv",
            List.of("data"),
            List.of("conv"),
            Map.of(106, new ProtoWriter().integer(1, 2).integer(4, 1).integer(5, 2).integer(2, 0)),
            builder.blob(new float[] {2, 3}, 2, 1, 1, 1));
  }

  static final String TEXT =
      """
      # what is used, not trained
      name: "net"
      input: 'data'  input_shape { dim: 1 dim: 2, dim: 5 dim: 7 }
      layer {
        name: "conv"; type: "Convolution" bottom: "data" top: "out"
        convolution_param { num_output: 2 kernel_size: 1 group: 2 bias_term: false
                            weight_filler < type: "xavier" std: -1e-3 > pad: [0, 0] }
      }
      layer { name: "only_trained" type: "Dropout" include: { phase: TRAIN } bottom: "out" top: "d" }
      layer { name: "sum" type: "Eltwise" bottom: "out" bottom: "out" top: "sum"
              eltwise_param { operation: SUM coeff: 1 coeff: -0.5 } }
      """;

  @Test
  void theTextBesideItSaysWhichLayersThereAre() throws IOException {
    Path file = Files.write(folder.resolve("net.caffemodel"), small().toBytes());
    Files.writeString(folder.resolve("net.prototxt"), TEXT);
    NetDef net = CaffeModel.read(folder.resolve("net.prototxt"));
    assertThat(
            net.layers()
                .get(0)
                .settings("convolution_param")
                .message("weight_filler")
                .text("type", ""))
        .isEqualTo("xavier");
    Graph graph =
        CaffeImporter.graph(
            net.with(NetDef.binary("f", ByteBuffer.wrap(Files.readAllBytes(file)))),
            CaffeInput.of(net));
    assertThat(graph.notes().size()).contains(Shape.of(1, 2, 5, 7));
    assertThat(graph.names()).contains("conv", "sum").doesNotContain("only_trained");
    Tensor image = Tensor.zeros(Shape.of(1, 2, 1, 1));
    image.data()[0] = 1;
    image.data()[1] = 10;
    assertThat(forward(graph, "sum", image).data()).containsExactly(1, 15);
  }

  @Test
  void aTextIsReadWithTheWeightsBesideIt() throws IOException {
    String text =
        TEXT.replace("dim: 2,", "dim: 3,").replace("group: 2", "").replace("\"net\"", "\"n\"");
    Path file = folder.resolve("own.prototxt");
    Files.writeString(file, text);
    assertThatThrownBy(() -> CaffeModel.model("own", file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "own.prototxt has layers, but no weights; expected them in"
                + " own.caffemodel beside it");
    CaffeBuilder builder = new CaffeBuilder("n", false);
    builder.layer(
        "Convolution",
        "conv",
        List.of("data"),
        List.of("conv"),
        Map.of(),
        builder.blob(new float[6], 2, 3, 1, 1));
    Files.write(folder.resolve("own.caffemodel"), builder.toBytes());
    Model model = CaffeModel.model("own", file);
    assertThat(model.graph().names()).contains("conv", "sum");
    assertThat(model.preprocessing().shift()).containsExactly(-104f, -117f, -123f);
    assertThat(model.origin()).isEqualTo("own.caffemodel and own.prototxt (Caffe)");
    assertThat(CaffeModel.model("own", folder.resolve("own.caffemodel")).sha256())
        .isEqualTo(model.sha256());
  }

  @Test
  void theLayerThatFeedsImagesTellsTheirRange() {
    ProtoWriter transform = new ProtoWriter().real(1, 0.5f).real(5, 10).integer(3, 6);
    CaffeBuilder builder =
        new CaffeBuilder("net", false)
            .layer("Data", "data", List.of(), List.of("data"), Map.of(100, transform))
            .layer("ReLU", "relu", List.of("data"), List.of("relu"), Map.of());
    Model model = read(builder);
    assertThat(model.preprocessing().scale()).containsOnly(127.5f);
    assertThat(model.preprocessing().shift()).containsOnly(-5f);
    assertThat(model.graph().notes().size()).contains(Shape.of(1, 3, 6, 6));
  }

  @Test
  void whatIsWrongIsTold() {
    assertThatThrownBy(
            () ->
                read(
                    new CaffeBuilder("net", false)
                        .input("data", 1, 3, 4, 4)
                        .layer("ReLU", "r", List.of("date"), List.of("r"), Map.of())))
        .isInstanceOf(InputException.class)
        .hasMessageContaining(
            "layer \"r\" (ReLU) reads \"date\", which no layer before it produces")
        .hasMessageContaining("did you mean data");
    Graph graph =
        read(new CaffeBuilder("net", false)
                .input("data", 1, 3, 4, 4)
                .layer("ReLU", "r", List.of("data"), List.of("r"), Map.of())
                .layer("Magic", "m", List.of("r"), List.of("m"), Map.of())
                .layer("ReLU", "behind", List.of("m"), List.of("behind"), Map.of())
                .layer(
                    "Convolution",
                    "c",
                    List.of("r"),
                    List.of("c"),
                    Map.of(106, new ProtoWriter().integer(1, 2).integer(4, 1))))
            .graph();
    assertThat(graph.notes().missing())
        .containsEntry("behind", "layer \"m\" (Magic): layers of this type are not supported")
        .containsEntry("c", "layer \"c\" (Convolution): its weights are not in the file");
    assertThatThrownBy(() -> NetDef.text("net.prototxt", "name: \"a\"\nlayer {\n name 3 }"))
        .isInstanceOf(InputException.class)
        .hasMessage("net.prototxt, line 3: expected \":\" or \"{\", not \"3 }\"");
    assertThatThrownBy(() -> NetDef.text("net.prototxt", "a { ".repeat(100_000)))
        .isInstanceOf(InputException.class)
        .hasMessage("net.prototxt, line 1: nested too deeply");
  }

  @Test
  void filesAreRecognizedByTheirContent() throws IOException {
    Path file = folder.resolve("anything");
    for (boolean old : new boolean[] {false, true}) {
      CaffeBuilder builder =
          new CaffeBuilder("net", old)
              .layer("ReLU", "relu", List.of("data"), List.of("relu"), Map.of());
      Files.write(file, builder.toBytes());
      assertThat(CaffeModel.recognizes(file)).isTrue();
    }
    Files.writeString(file, "\n a text that begins with an empty line, and goes on and on and on");
    assertThat(CaffeModel.recognizes(file)).isFalse();
  }

  @Test
  void globalPoolingIsOfAnySize() {
    CaffeBuilder builder =
        new CaffeBuilder("net", false)
            .input("data", 1, 3, 4, 4)
            .layer(
                "Pooling",
                "pool",
                List.of("data"),
                List.of("pool"),
                Map.of(121, new ProtoWriter().integer(1, 1).integer(12, 1)));
    assertThat(read(builder).graph().node("pool").op()).isEqualTo(new Op.GlobalAvgPool());
  }
}
