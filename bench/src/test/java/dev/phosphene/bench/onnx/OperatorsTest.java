package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static dev.phosphene.load.onnx.OnnxBuilder.real;
import static dev.phosphene.load.onnx.OnnxBuilder.reals;
import static dev.phosphene.load.onnx.OnnxBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.Seeds;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.load.onnx.OnnxFile;
import dev.phosphene.load.onnx.ProtoWriter;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every operator in small models, in all its forms: our engines compute what ONNX Runtime does. */
class OperatorsTest {
  private static final Shape INPUT = Shape.of(2, 6, 9, 8);

  /** A model that reads {@code x} and puts out {@code y}. */
  record Case(String name, long opset, Consumer<OnnxBuilder> nodes) {
    @Override
    public String toString() {
      return name + ", operator set " + opset;
    }
  }

  private static final List<Case> CASES = new ArrayList<>();
  private static final Random WEIGHTS = new Random(17);

  private static void add(String name, long opset, Consumer<OnnxBuilder> nodes) {
    CASES.add(new Case(name, opset, nodes));
  }

  /** One node on {@code x}. */
  private static void unary(String op, long opset, ProtoWriter... attributes) {
    add(op, opset, b -> b.node(op, "y", List.of("x"), attributes));
  }

  private static void weight(OnnxBuilder builder, String name, int... extents) {
    int size = 1;
    long[] wide = new long[extents.length];
    for (int i = 0; i < extents.length; i++) {
      size *= extents[i];
      wide[i] = extents[i];
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) WEIGHTS.nextGaussian() / 2;
    }
    builder.weight(name, wide, values);
  }

  static {
    conv("dense", 1, 5, 3, 3);
    conv("grouped", 3, 6, 2, 3, integer("group", 3), ints("pads", 1, 1, 1, 1));
    conv("depthwise", 6, 12, 3, 3, integer("group", 6), ints("strides", 2, 2));
    conv("dilated", 1, 4, 3, 2, ints("dilations", 2, 3), ints("pads", 2, 1, 2, 2));
    conv("lopsided", 1, 4, 3, 2, ints("pads", 0, 1, 2, 0), ints("strides", 2, 1));
    conv("same upper", 1, 4, 4, 3, text("auto_pad", "SAME_UPPER"), ints("strides", 2, 3));
    conv("same lower", 1, 4, 4, 2, text("auto_pad", "SAME_LOWER"), ints("strides", 3, 2));
    conv("valid", 1, 4, 2, 2, text("auto_pad", "VALID"));
    add(
        "Conv without bias",
        7,
        b -> {
          weight(b, "w", 4, 6, 1, 1);
          b.node("Conv", "y", List.of("x", "w"));
        });
    for (String op : List.of("MaxPool", "AveragePool")) {
      unary(op, 7, ints("kernel_shape", 3, 2), ints("strides", 2, 2));
      unary(op, 7, ints("kernel_shape", 3, 3), ints("pads", 0, 1, 2, 1));
      unary(op, 10, kernel(), ints("strides", 2, 2), integer("ceil_mode", 1));
      unary(op, 19, kernel(), ints("strides", 2, 3), ints("pads", 1, 1, 1, 1), ceil());
      unary(
          op,
          19,
          ints("kernel_shape", 2, 2),
          ints("strides", 3, 3),
          ints("pads", 1, 1, 1, 1),
          ceil());
      unary(op, 19, ints("kernel_shape", 2, 2), ints("dilations", 2, 3));
      unary(op, 11, kernel(), ints("strides", 2, 2), text("auto_pad", "SAME_UPPER"));
      unary(op, 11, kernel(), ints("strides", 2, 2), text("auto_pad", "SAME_LOWER"));
    }
    ProtoWriter counted = integer("count_include_pad", 1);
    unary("AveragePool", 7, kernel(), ints("pads", 1, 0, 2, 1), counted);
    unary(
        "AveragePool",
        19,
        kernel(),
        ints("strides", 2, 2),
        ints("pads", 1, 1, 1, 1),
        ceil(),
        counted);
    unary(
        "AveragePool",
        19,
        ints("kernel_shape", 4, 4),
        ints("strides", 3, 3),
        ints("pads", 1, 0, 1, 0),
        ceil(),
        counted);
    unary("GlobalAveragePool", 7);
    unary("GlobalMaxPool", 7);
    unary("Relu", 7);
    unary("LeakyRelu", 7);
    unary("LeakyRelu", 16, real("alpha", 0.3f));
    unary("Sigmoid", 7);
    unary("Tanh", 13);
    unary("Softplus", 7);
    unary("Elu", 7);
    unary("Elu", 7, real("alpha", 0.4f));
    unary("HardSigmoid", 7);
    unary("HardSigmoid", 7, real("alpha", 0.4f), real("beta", 0.3f));
    unary("HardSwish", 14);
    unary("Neg", 7);
    unary("LRN", 7, integer("size", 5), real("alpha", 0.4f), real("beta", 0.6f), real("bias", 2));
    unary("LRN", 13, integer("size", 3));
    unary("Softmax", 13, integer("axis", 1));
    unary("Clip", 7, real("min", 0), real("max", 0.5f));
    unary("Clip", 7, real("max", 0.5f));
    unary("Identity", 7);
    unary("Cast", 9, integer("to", 1));
    unary("ReduceMean", 7, ints("axes", 2, 3));
    unary("ReduceMean", 13, ints("axes", -1, -2), integer("keepdims", 0));
    unary("ReduceMax", 7, ints("axes", 2, 3), integer("keepdims", 0));
    unary("Flatten", 7);
    unary("Pad", 7, ints("pads", 0, 0, 1, 2, 0, 0, 3, 0), real("value", 0.5f));
    unary("Upsample", 7, reals("scales", 1, 1, 2, 3), text("mode", "nearest"));
    unary("Upsample", 7, reals("scales", 1, 1, 2, 2), text("mode", "linear"));
    constants();
    shapes();
    resizes();
  }

  private static ProtoWriter kernel() {
    return ints("kernel_shape", 3, 3);
  }

  private static ProtoWriter ceil() {
    return integer("ceil_mode", 1);
  }

  private static void conv(
      String name, int groups, int out, int kh, int kw, ProtoWriter... attributes) {
    add(
        "Conv " + name,
        11,
        b -> {
          weight(b, "w", out, 6 / groups, kh, kw);
          weight(b, "b", out);
          b.node("Conv", "y", List.of("x", "w", "b"), attributes);
        });
  }

  private static void constants() {
    for (String op : List.of("Add", "Sub", "Mul", "Div")) {
      for (int[] extents : new int[][] {{6, 1, 1}, {1, 6, 1, 1}, {1}, {}}) {
        binary(op, true, extents);
        if (!op.equals("Div")) {
          binary(op, false, extents);
        }
      }
      add(
          op + " of maps",
          7,
          b -> b.node("Sigmoid", "s", List.of("x")).node(op, "y", List.of("x", "s")));
      add(
          op + " with one position",
          13,
          b ->
              b.node("GlobalMaxPool", "g", List.of("x"))
                  .node(op, "y", List.of("x", "g"))
                  .node("Relu", "unused", List.of("g")));
    }
    add("Sum", 8, b -> b.node("Relu", "s", List.of("x")).node("Sum", "y", List.of("x", "s", "x")));
    add(
        "Clip with inputs",
        11,
        b -> {
          b.weight("low", new long[] {}, -0.25f).weight("high", new long[] {}, 0.75f);
          b.node("Clip", "y", List.of("x", "low", "high"));
        });
    add(
        "Clip from below",
        12,
        b -> {
          b.weight("low", new long[] {}, -0.25f);
          b.node("Clip", "y", List.of("x", "low", ""));
        });
    add(
        "Max and Min",
        8,
        b -> {
          b.weight("low", new long[] {1}, 0).weight("high", new long[] {1}, 0.5f);
          b.node("Max", "m", List.of("x", "low")).node("Min", "y", List.of("high", "m"));
        });
    add(
        "PRelu",
        9,
        b -> {
          weight(b, "slope", 6, 1, 1);
          b.node("PRelu", "y", List.of("x", "slope"));
        });
    add(
        "BatchNormalization",
        9,
        b -> {
          weight(b, "s", 6);
          weight(b, "b", 6);
          weight(b, "m", 6);
          b.weight("v", new long[] {6}, 1, 2, 0.5f, 0.1f, 3, 1);
          b.node(
              "BatchNormalization", "y", List.of("x", "s", "b", "m", "v"), real("epsilon", 0.01f));
        });
    for (int transposed = 0; transposed < 2; transposed++) {
      int t = transposed;
      add(
          "Gemm, transB " + t,
          7,
          b -> {
            weight(b, "w", t == 1 ? 5 : 432, t == 1 ? 432 : 5);
            weight(b, "b", 5);
            b.node("Flatten", "f", List.of("x"));
            b.node(
                "Gemm",
                "y",
                List.of("f", "w", "b"),
                integer("transB", t),
                real("alpha", 0.5f),
                real("beta", 2));
          });
    }
    add(
        "MatMul, Add, BatchNormalization, Softmax on features",
        12,
        b -> {
          weight(b, "w", 6, 5);
          weight(b, "b", 5);
          weight(b, "m", 5);
          b.weight("v", new long[] {5}, 1, 2, 0.5f, 0.1f, 3);
          b.node("ReduceMean", "f", List.of("x"), ints("axes", 2, 3), integer("keepdims", 0));
          b.node("MatMul", "p", List.of("f", "w"));
          b.node("Add", "s", List.of("p", "b"));
          b.node("BatchNormalization", "n", List.of("s", "v", "b", "m", "v"));
          b.node("Softmax", "y", List.of("n"));
        });
  }

  private static void binary(String op, boolean first, int... extents) {
    add(
        op + (first ? " constant of rank " : " from constant of rank ") + extents.length,
        13,
        b -> {
          weight(b, "c", extents);
          b.node(op, "y", first ? List.of("x", "c") : List.of("c", "x"));
        });
  }

  private static void shapes() {
    add(
        "Concat",
        7,
        b ->
            b.node("Relu", "r", List.of("x"))
                .node("Concat", "y", List.of("x", "r"), integer("axis", 1)));
    add(
        "Concat at the third last axis",
        13,
        b ->
            b.node("Relu", "r", List.of("x"))
                .node("Concat", "y", List.of("r", "x"), integer("axis", -3)));
    add(
        "Split by attribute",
        11,
        b ->
            b.node(
                    "Split",
                    "",
                    List.of("x"),
                    List.of("a", "b", "c"),
                    integer("axis", 1),
                    ints("split", 1, 3, 2))
                .node("Concat", "y", List.of("c", "a", "b"), integer("axis", 1)));
    add(
        "Split by input",
        13,
        b ->
            b.integers("sizes", 4, 2)
                .node("Split", "cut", List.of("x", "sizes"), List.of("a", "b"), integer("axis", 1))
                .node("Concat", "y", List.of("b", "a"), integer("axis", 1)));
    add(
        "Split into equal parts",
        18,
        b ->
            b.node(
                    "Split",
                    "cut",
                    List.of("x"),
                    List.of("a", "b"),
                    integer("axis", 1),
                    integer("num_outputs", 2))
                .node("Sub", "y", List.of("b", "a")));
    add(
        "Slice by attributes",
        9,
        b ->
            b.node(
                "Slice", "y", List.of("x"), ints("starts", 1), ints("ends", -1), ints("axes", 1)));
    add(
        "Slice backwards",
        13,
        b ->
            b.integers("s", 5, 0)
                .integers("e", Long.MIN_VALUE + 1, Long.MAX_VALUE)
                .integers("a", 1, 2)
                .integers("t", -2, 1)
                .node("Slice", "y", List.of("x", "s", "e", "a", "t")));
    add(
        "Gather",
        13,
        b -> b.integers("i", 2, 1, -1).node("Gather", "y", List.of("x", "i"), integer("axis", 1)));
    add(
        "channel shuffle",
        9,
        b ->
            b.integers("s1", 2, 2, 3, 9, 8)
                .integers("s2", 2, 6, 9, 8)
                .node("Reshape", "r", List.of("x", "s1"))
                .node("Transpose", "t", List.of("r"), ints("perm", 0, 2, 1, 3, 4))
                .node("Reshape", "y", List.of("t", "s2")));
    add(
        "channel shuffle with computed shapes",
        13,
        b ->
            b.integers("two", 2)
                .integers("i1", 1)
                .integers("i0", 0)
                .integers("left", -1)
                .integers("i2", 2)
                .integers("i3", 3)
                .node("Shape", "sh", List.of("x"))
                .node("Gather", "n", List.of("sh", "i0"))
                .node("Gather", "c", List.of("sh", "i1"))
                .node("Slice", "hw", List.of("sh", "i2", "four"))
                .integers("four", 4)
                .node("Div", "half", List.of("c", "two"))
                .node("Concat", "s1", List.of("n", "two", "half", "hw"), integer("axis", 0))
                .node("Reshape", "r", List.of("x", "s1"))
                .node("Transpose", "t", List.of("r"), ints("perm", 0, 2, 1, 3, 4))
                .node("Concat", "s2", List.of("n", "left", "hw"), integer("axis", 0))
                .node("Reshape", "y", List.of("t", "s2")));
    add(
        "Reshape to features",
        7,
        b -> b.integers("s", 0, -1).node("Reshape", "y", List.of("x", "s")));
    add(
        "Squeeze and Unsqueeze",
        11,
        b ->
            b.node("GlobalAveragePool", "g", List.of("x"))
                .node("Squeeze", "q", List.of("g"), ints("axes", 2, 3))
                .node("Unsqueeze", "u", List.of("q"), ints("axes", 2, 3))
                .node("Mul", "y", List.of("x", "u")));
    add(
        "squeeze and excitation",
        13,
        b -> {
          weight(b, "w1", 3, 6, 1, 1);
          weight(b, "w2", 6, 3, 1, 1);
          b.node("GlobalAveragePool", "g", List.of("x"))
              .node("Conv", "c1", List.of("g", "w1"))
              .node("Relu", "r", List.of("c1"))
              .node("Conv", "c2", List.of("r", "w2"))
              .node("HardSigmoid", "s", List.of("c2"))
              .node("Mul", "y", List.of("s", "x"));
        });
    add(
        "Transpose there and back",
        7,
        b -> {
          weight(b, "c", 6);
          b.node("Transpose", "t", List.of("x"), ints("perm", 0, 2, 3, 1))
              .node("Mul", "m", List.of("t", "c"))
              .node("Transpose", "y", List.of("m"), ints("perm", 0, 3, 1, 2));
        });
    add(
        "Dropout",
        7,
        b ->
            b.node("Dropout", "d", List.of("x"), List.of("d", "mask"))
                .node("Relu", "y", List.of("d")));
    add(
        "Pad by input",
        18,
        b ->
            b.integers("p", 1, 2, 0, 3)
                .integers("a", 2, 3)
                .weight("v", new long[] {}, -1)
                .node("Pad", "y", List.of("x", "p", "v", "a")));
    add(
        "ReduceMean by input",
        18,
        b ->
            b.integers("a", 2, 3)
                .node("ReduceMean", "y", List.of("x", "a"), integer("keepdims", 0)));
    add(
        "Constant nodes",
        13,
        b ->
            b.node(
                    "Constant",
                    "c",
                    List.of(),
                    OnnxBuilder.tensor(
                        "value", OnnxBuilder.floats("", new long[] {6, 1, 1}, 1, 2, 3, 4, 5, 6)))
                .node("Constant", "d", List.of(), real("value_float", 0.5f))
                .node("Mul", "m", List.of("x", "c"))
                .node("Add", "y", List.of("m", "d")));
  }

  private static void resizes() {
    add(
        "Resize 10",
        10,
        b -> b.weight("s", new long[] {4}, 1, 1, 2, 3).node("Resize", "y", List.of("x", "s")));
    add(
        "Upsample 9",
        9,
        b ->
            b.weight("s", new long[] {4}, 1, 1, 2, 2)
                .node("Upsample", "y", List.of("x", "s"), text("mode", "linear")));
    for (String grid : List.of("half_pixel", "pytorch_half_pixel", "align_corners", "asymmetric")) {
      resize("linear", grid, "", 2, 2);
      resize("linear", grid, "", 1.5f, 0.7f);
      resize("nearest", grid, "floor", 2, 3);
      resize("nearest", grid, "round_prefer_floor", 1.6f, 0.6f);
      resize("nearest", grid, "round_prefer_ceil", 2.5f, 0.5f);
      resize("nearest", grid, "ceil", 0.5f, 2);
      resize("nearest", grid, "round_prefer_floor", 2, 4); // many places lie in the middle
      resize("nearest", grid, "round_prefer_ceil", 2, 4);
    }
    add(
        "Resize by sizes",
        13,
        b ->
            b.integers("z", 2, 6, 14, 5)
                .node("Resize", "y", List.of("x", "", "", "z"), text("mode", "linear")));
  }

  private static void resize(String mode, String grid, String rounding, float rows, float columns) {
    ProtoWriter[] attributes =
        rounding.isEmpty()
            ? new ProtoWriter[] {text("mode", mode), text("coordinate_transformation_mode", grid)}
            : new ProtoWriter[] {
              text("mode", mode),
              text("coordinate_transformation_mode", grid),
              text("nearest_mode", rounding)
            };
    add(
        "Resize %s %s %s %s×%s".formatted(mode, grid, rounding, rows, columns),
        13,
        b ->
            b.weight("s", new long[] {4}, 1, 1, rows, columns)
                .node("Resize", "y", List.of("x", "", "s"), attributes));
  }

  static Stream<Case> cases() {
    return CASES.stream();
  }

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @MethodSource("cases")
  void agreesWithOnnxRuntime(Case operator) {
    OnnxBuilder builder = new OnnxBuilder(operator.opset).input("x", 2, 6, 9, 8).output("y");
    operator.nodes.accept(builder);
    Path file = builder.write(folder.resolve("model.onnx"));
    Random random = new Random(Seeds.next("OperatorsTest " + operator));
    Tensor input = Tensor.zeros(INPUT);
    for (int i = 0; i < input.data().length; i++) {
      input.data()[i] = (float) random.nextGaussian();
    }
    float[] expected;
    try (Ort oracle = new Ort(builder.toBytes())) {
      expected = oracle.run(input);
    }
    Graph graph = OnnxFile.graph(file);
    assertThat(graph.notes().missing()).isEmpty();
    for (Engine engine : Engines.all()) {
      if (engine.unavailable().isEmpty()) {
        assertClose(engine, graph, input, expected);
      }
    }
  }

  private static void assertClose(Engine engine, Graph graph, Tensor input, float[] expected) {
    try (Network network = engine.compile(graph, List.of("y"), INPUT, Engine.Options.defaults())) {
      network.forward(input);
      float[] actual = network.activation("y").data();
      assertThat(actual).as(engine.name()).hasSameSizeAs(expected);
      double scale = 1e-6;
      double worst = 0;
      for (int i = 0; i < actual.length; i++) {
        scale = Math.max(scale, Math.abs(expected[i]));
        worst = Math.max(worst, Math.abs((double) actual[i] - expected[i]));
      }
      assertThat(worst / scale).as(engine.name()).isLessThan(1e-5);
    }
  }
}
