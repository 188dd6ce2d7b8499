package dev.phosphene.bench.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.bench.peers.TensorFlowEngine;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.load.tensorflow.FrozenGraph;
import dev.phosphene.load.tensorflow.GraphDefBuilder;
import dev.phosphene.load.tensorflow.GraphDefBuilder.Attr;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each operator alone, against TensorFlow: forward, and back where TensorFlow has its gradient. */
class FrozenOperatorsTest {
  private static final Attr INDEX = Attr.type("Tidx", 3);
  private static final Attr PADS = Attr.type("Tpaddings", 3);

  @TempDir private Path folder = Path.of("");

  private final SplittableRandom random = new SplittableRandom(17);

  @BeforeAll
  static void wantsTensorFlow() {
    Optional<String> reason = new TensorFlowEngine().unavailable();
    reason.ifPresent(why -> System.err.println("skipped: " + why));
    assumeTrue(reason.isEmpty(), reason.orElse(""));
  }

  private float[] values(int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (2 * random.nextDouble() - 1);
    }
    return values;
  }

  private static GraphDefBuilder on(int h, int w, int c) {
    return new GraphDefBuilder().placeholder("x", 1, h, w, c);
  }

  /** "Same" borders of all kinds: odd and even sizes, strides beyond the kernel, oblong kernels. */
  @Test
  void windows() throws IOException {
    for (String padding : List.of("SAME", "VALID")) {
      for (int stride = 1; stride <= 3; stride++) {
        for (int[] kernel : new int[][] {{1, 1}, {2, 3}, {3, 3}, {5, 2}}) {
          Attr strides = Attr.ints("strides", 1, stride, stride, 1);
          Attr border = Attr.text("padding", padding);
          int h = kernel[0];
          int w = kernel[1];
          check(
              on(9, 8, 3)
                  .floats("w", new long[] {h, w, 3, 4}, values(h * w * 12))
                  .add("Conv2D", "y", List.of("x", "w"), strides, border),
              9,
              8,
              3,
              true);
          check(
              on(9, 8, 3)
                  .floats("w", new long[] {h, w, 3, 2}, values(h * w * 6))
                  .add("DepthwiseConv2dNative", "y", List.of("x", "w"), strides, border),
              9,
              8,
              3,
              true);
          Attr size = Attr.ints("ksize", 1, h, w, 1);
          for (String op : List.of("MaxPool", "AvgPool")) {
            check(on(9, 8, 3).add(op, "y", List.of("x"), size, strides, border), 9, 8, 3, true);
          }
        }
      }
    }
  }

  @Test
  void dilatedAndExplicitlyBorderedConvolutions() throws IOException {
    check(
        on(9, 8, 3)
            .floats("w", new long[] {3, 3, 3, 4}, values(108))
            .add(
                "Conv2D",
                "y",
                List.of("x", "w"),
                Attr.ints("strides", 1, 1, 1, 1),
                Attr.ints("dilations", 1, 2, 2, 1),
                Attr.text("padding", "SAME")),
        9,
        8,
        3,
        false); // TensorFlow's C++ gradient drops dilations and explicit borders
    check(
        on(9, 8, 3)
            .floats("w", new long[] {3, 3, 3, 4}, values(108))
            .add(
                "Conv2D",
                "y",
                List.of("x", "w"),
                Attr.ints("strides", 1, 2, 2, 1),
                Attr.ints("explicit_paddings", 0, 0, 1, 2, 0, 1, 0, 0),
                Attr.text("padding", "EXPLICIT")),
        9,
        8,
        3,
        false);
  }

  @Test
  void functions() throws IOException {
    for (String op :
        List.of("Relu", "Relu6", "Elu", "Selu", "Softplus", "Sigmoid", "Tanh", "Exp", "Abs")) {
      check(on(4, 5, 3).add(op, "y", List.of("x")), 4, 5, 3, true);
    }
    for (String op : List.of("Neg", "Square", "Erf")) {
      check(on(4, 5, 3).add(op, "y", List.of("x")), 4, 5, 3, true);
    }
    check(on(4, 5, 3).add("LeakyRelu", "y", List.of("x"), Attr.real("alpha", 0.3f)), 4, 5, 3, true);
    check(on(4, 5, 3).add("Softmax", "y", List.of("x")), 4, 5, 3, true);
    check(
        on(1, 1, 6)
            .ints("s", 1, -1)
            .add("Reshape", "f", List.of("x", "s"), Attr.type("Tshape", 3))
            .add("LogSoftmax", "y", List.of("f")), // TensorFlow's C++ gradient sums along axis 1
        1,
        1,
        6,
        true);
    for (String op : List.of("Sqrt", "Rsqrt", "Log", "Reciprocal")) { // of positive numbers
      check(on(4, 5, 3).add("Exp", "e", List.of("x")).add(op, "y", List.of("e")), 4, 5, 3, true);
    }
  }

  @Test
  void arithmetic() throws IOException {
    for (String op : List.of("Add", "AddV2", "Sub", "Mul", "RealDiv", "Maximum", "Minimum")) {
      for (boolean each : new boolean[] {false, true}) {
        boolean bound = op.startsWith("M") && !op.equals("Mul");
        if (bound && each) {
          continue; // a different bound for each channel is not supported
        }
        long[] extents = each ? new long[] {3} : new long[] {};
        GraphDefBuilder behind = on(4, 5, 3).floats("c", extents, values(each ? 3 : 1));
        check(behind.add(op, "y", List.of("x", "c")), 4, 5, 3, true);
        if (!op.equals("RealDiv")) {
          GraphDefBuilder before = on(4, 5, 3).floats("c", extents, values(each ? 3 : 1));
          check(before.add(op, "y", List.of("c", "x")), 4, 5, 3, true);
        }
      }
      GraphDefBuilder both = on(4, 5, 3).add("Exp", "e", List.of("x"));
      check(both.add(op, "y", List.of("x", "e")), 4, 5, 3, true);
    }
    check(
        on(4, 5, 3)
            .add("Tanh", "t", List.of("x"))
            .add("AddN", "y", List.of("x", "t", "x"), Attr.integer("N", 3)),
        4,
        5,
        3,
        true);
    check(
        on(4, 5, 3).floats("b", new long[] {3}, values(3)).add("BiasAdd", "y", List.of("x", "b")),
        4,
        5,
        3,
        true);
  }

  @Test
  void normalizations() throws IOException {
    GraphDefBuilder fused =
        on(4, 5, 3)
            .floats("g", new long[] {3}, values(3))
            .floats("b", new long[] {3}, values(3))
            .floats("m", new long[] {3}, values(3))
            .floats("v", new long[] {3}, 0.5f, 1, 2);
    check(
        fused.add(
            "FusedBatchNorm",
            "y",
            List.of("x", "g", "b", "m", "v"),
            Attr.truth("is_training", false),
            Attr.real("epsilon", 0.01f)),
        4,
        5,
        3,
        false);
    check(
        on(2, 2, 9)
            .add(
                "LRN",
                "y",
                List.of("x"),
                Attr.integer("depth_radius", 2),
                Attr.real("bias", 2),
                Attr.real("alpha", 0.7f),
                Attr.real("beta", 0.6f)),
        2,
        2,
        9,
        false); // TensorFlow's C++ gradient drops its attributes
  }

  @Test
  void shapes() throws IOException {
    int[] pads = {0, 0, 1, 2, 3, 0, 0, 0};
    check(
        on(4, 5, 3).ints("p", new long[] {4, 2}, pads).add("Pad", "y", List.of("x", "p"), PADS),
        4,
        5,
        3,
        true);
    check(
        on(4, 5, 3)
            .ints("p", new long[] {4, 2}, pads)
            .add("MirrorPad", "y", List.of("x", "p"), PADS, Attr.text("mode", "REFLECT")),
        4,
        5,
        3,
        true);
    check(
        on(4, 5, 3)
            .ints("a", 2, -3)
            .add("Mean", "y", List.of("x", "a"), INDEX, Attr.truth("keep_dims", false)),
        4,
        5,
        3,
        true);
    check(
        on(4, 5, 3)
            .ints("s", 1, -1)
            .add("Reshape", "f", List.of("x", "s"), Attr.type("Tshape", 3))
            .floats("w", new long[] {60, 4}, values(240))
            .add("MatMul", "y", List.of("f", "w")),
        4,
        5,
        3,
        true);
    check(
        on(4, 5, 3)
            .integer("axis", 3)
            .add("Tanh", "t", List.of("x"))
            .add("ConcatV2", "y", List.of("x", "t", "axis"), Attr.integer("N", 2), INDEX),
        4,
        5,
        3,
        true);
    check(
        on(4, 5, 3)
            .integer("axis", 1)
            .add("Tanh", "t", List.of("x"))
            .add("Concat", "y", List.of("axis", "x", "t"), Attr.integer("N", 2)),
        4,
        5,
        3,
        false);
    check(
        on(4, 5, 4)
            .integer("axis", -1)
            .add("Split", "s", List.of("axis", "x"), Attr.integer("num_split", 2))
            .add("Sub", "y", List.of("s:1", "s")),
        4,
        5,
        4,
        true);
  }

  private void check(GraphDefBuilder builder, int h, int w, int c, boolean back)
      throws IOException {
    Shape input = Shape.of(1, c, h, w);
    List<String> taps = List.of("y");
    try (TensorFlowFile peer = new TensorFlowFile(builder.toBytes(), "x")) {
      Path file = Files.write(folder.resolve("graph.pb"), peer.written());
      Graph graph = FrozenGraph.graph(file);
      String what = graph.notes().missing() + " " + graph.node("y").op();
      try (Network network =
          Engines.named("reference")
              .compile(Cut.at(graph, taps), taps, input, Engine.Options.defaults())) {
        Tensor image = Tensor.zeros(input);
        System.arraycopy(values(h * w * c), 0, image.data(), 0, h * w * c);
        network.forward(image);
        assertClose(network.activation("y"), peer.forward(taps, image).get(0), what);
        if (back) {
          Tensor cotangent = Tensor.zeros(network.shape("y"));
          int size = cotangent.data().length;
          System.arraycopy(values(size), 0, cotangent.data(), 0, size);
          assertClose(
              network.backward(Map.of("y", cotangent)),
              peer.backward("y", cotangent, image),
              "gradient of " + what);
        }
      }
    }
  }

  private static void assertClose(Tensor a, Tensor b, String what) {
    assertThat(a.shape()).as(what).isEqualTo(b.shape());
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < b.data().length; i++) {
      difference += Math.pow((double) a.data()[i] - b.data()[i], 2);
      norm += Math.pow(b.data()[i], 2);
    }
    assertThat(norm).as(what).isPositive();
    assertThat(Math.sqrt(difference / norm)).as(what).isLessThan(1e-5);
  }
}
