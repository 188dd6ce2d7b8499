package dev.phosphene.bench.onnx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Convolutions and products of quantized numbers against ONNX Runtime, on images whose values are
 * whole steps, so that only the result is rounded; and their gradients against those of the same in
 * fractions.
 */
class QuantizedProductsTest {
  private static final int UINT8 = 2;
  private static final int INT8 = 3;
  private static final int INT32 = 6;
  private static final float STEP = 0.1f;
  private static final float OUT = 0.5f;
  private static final Shape INPUT = Shape.of(1, 2, 4, 4);

  @TempDir private Path folder = Path.of("");

  private static OnnxBuilder begin() {
    return new OnnxBuilder(13).input("x", 1, 2, 4, 4).output("y");
  }

  /** Kernel [3, 2, 1, 2], with a scale and zero point for each output. */
  private static OnnxBuilder kernel(OnnxBuilder b) {
    return b.tensor(
            ints("w", INT8, new long[] {3, 2, 1, 2}, 5, -9, 30, 7, -2, 8, 1, 0, 60, 4, 9, 3))
        .weight("ws", new long[] {3}, 0.02f, 0.1f, 0.03f)
        .tensor(ints("wz", INT8, new long[] {3}, 0, 0, 0));
  }

  private static ProtoWriter ints(String name, int type, long[] extents, long... values) {
    return OnnxBuilder.head(name, type, extents).packed(5, values);
  }

  private static OnnxBuilder scales(OnnxBuilder b) {
    return b.weight("xs", new long[] {}, STEP)
        .tensor(ints("xz", UINT8, new long[] {}, 20))
        .weight("ys", new long[] {}, OUT)
        .tensor(ints("yz", UINT8, new long[] {}, 3));
  }

  @Test
  void convolutions() {
    OnnxBuilder b = scales(kernel(begin()));
    b.tensor(ints("b", INT32, new long[] {3}, 100, -50, 7));
    b.node("QuantizeLinear", "q", List.of("x", "xs", "xz"));
    List<String> in = List.of("q", "xs", "xz", "w", "ws", "wz", "ys", "yz", "b");
    b.node("QLinearConv", "c", in, OnnxBuilder.ints("pads", 0, 1, 0, 1));
    b.node("DequantizeLinear", "y", List.of("c", "ys", "yz"));
    assertClose(b, OUT / 2);
    OnnxBuilder fractions = kernel(begin()).weight("b", new long[] {3}, 0.2f, -0.5f, 0.021f);
    fractions
        .weight("low", new long[] {}, -3 * OUT)
        .weight("high", new long[] {}, 252 * OUT)
        .node("DequantizeLinear", "k", List.of("w", "ws", "wz"), OnnxBuilder.integer("axis", 0))
        .node("Conv", "c", List.of("x", "k", "b"), OnnxBuilder.ints("pads", 0, 1, 0, 1))
        .node("Clip", "y", List.of("c", "low", "high"));
    assertThat(gradient(b)).containsExactly(gradient(fractions), within(1e-5f));
  }

  @Test
  void products() {
    OnnxBuilder b = scales(begin());
    b.tensor(ints("w", UINT8, new long[] {4, 3}, 1, 20, 3, 40, 5, 6, 77, 8, 9, 100, 11, 0))
        .weight("ws", new long[] {}, 0.05f)
        .tensor(ints("wz", UINT8, new long[] {}, 30));
    b.node("QuantizeLinear", "q", List.of("x", "xs", "xz"));
    List<String> in = List.of("q", "xs", "xz", "w", "ws", "wz", "ys", "yz");
    b.node("QLinearMatMul", "c", in).node("DequantizeLinear", "y", List.of("c", "ys", "yz"));
    assertClose(b, OUT / 2);
  }

  @Test
  void whatIsQuantizedWithAScaleOfItsOwn() {
    OnnxBuilder conv = kernel(begin());
    conv.tensor(ints("zero", INT8, new long[] {}, 0));
    dynamic(conv).node("ConvInteger", "i", List.of("q", "w", "z", "zero"));
    scaled(conv);
    assertClose(conv, 0);
    OnnxBuilder product = begin();
    product
        .tensor(ints("w", UINT8, new long[] {4, 3}, 1, 20, 3, 40, 5, 6, 77, 8, 9, 100, 11, 0))
        .tensor(ints("wz", UINT8, new long[] {}, 30));
    dynamic(product).node("MatMulInteger", "i", List.of("q", "w", "z", "wz"));
    scaled(product);
    assertClose(product, 0);
  }

  private static OnnxBuilder dynamic(OnnxBuilder b) {
    return b.node("DynamicQuantizeLinear", "d", List.of("x"), List.of("q", "s", "z"));
  }

  /** As ONNX Runtime's tools write it: the scales of both are multiplied, then the sums. */
  private static void scaled(OnnxBuilder b) {
    b.weight("k", new long[] {}, 0.02f)
        .node("Cast", "f", List.of("i"), OnnxBuilder.integer("to", 1))
        .node("Mul", "both", List.of("s", "k"))
        .node("Mul", "y", List.of("f", "both"));
  }

  /** Whole steps from −2 to 23.5, both ends included. */
  private static Tensor image() {
    Tensor image = Tensor.zeros(INPUT);
    for (int i = 0; i < image.data().length; i++) {
      image.data()[i] = (i * 255 / 31 - 20) * STEP;
    }
    return image;
  }

  private Graph graph(OnnxBuilder builder) {
    Graph graph = OnnxFile.graph(builder.write(folder.resolve("model.onnx")));
    assertThat(graph.notes().missing()).isEmpty();
    return graph;
  }

  private void assertClose(OnnxBuilder builder, float rounding) {
    Graph graph = graph(builder);
    String tap = graph.notes().aliases().getOrDefault("y", "y");
    try (Ort oracle = new Ort(builder.toBytes())) {
      float[] expected = oracle.run(image());
      for (Engine engine : Engines.all()) {
        if (engine.unavailable().isEmpty()) {
          try (Network network =
              engine.compile(graph, List.of(tap), INPUT, Engine.Options.defaults())) {
            network.forward(image());
            float[] actual = network.activation(tap).data();
            assertThat(actual).containsExactly(expected, within(rounding * 1.001f + 1e-3f));
          }
        }
      }
    }
  }

  private float[] gradient(OnnxBuilder builder) {
    Graph graph = graph(builder);
    String tap = graph.notes().aliases().getOrDefault("y", "y");
    try (Network network =
        Engines.named("reference").compile(graph, List.of(tap), INPUT, Engine.Options.defaults())) {
      Tensor inside = image(); // off the ends of the range, where the gradient has a jump
      for (int i = 0; i < inside.data().length; i++) {
        inside.data()[i] *= 0.9f;
      }
      network.forward(inside);
      Tensor cotangent = Tensor.zeros(network.shape(tap));
      for (int i = 0; i < cotangent.data().length; i++) {
        cotangent.data()[i] = (float) Math.cos(i);
      }
      return network.backward(Map.of(tap, cotangent)).data().clone();
    }
  }
}
