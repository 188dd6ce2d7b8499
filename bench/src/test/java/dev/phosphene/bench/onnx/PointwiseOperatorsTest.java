package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.real;
import static dev.phosphene.load.onnx.OnnxBuilder.text;

import dev.phosphene.load.onnx.OnnxBuilder;
import java.util.List;

/** Functions of one value, normalization, and what differs by channel at most. */
class PointwiseOperatorsTest extends OperatorSuite {
  @Override
  void models() {
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
    unary("LRN", 7, integer("size", 5), real("alpha", 0.4f), real("beta", 0.6f), real("bias", 2));
    unary("LRN", 13, integer("size", 3));
    unary("Softmax", 13, integer("axis", 1));
    unary("Clip", 7, real("min", 0), real("max", 0.5f));
    unary("Clip", 7, real("max", 0.5f));
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
    unary("Gelu", 20);
    unary("Gelu", 20, text("approximate", "tanh"));
    unary("Mish", 18);
    unary("Selu", 7);
    unary("Selu", 7, real("alpha", 1.5f), real("gamma", 0.8f));
    unary("Celu", 12);
    unary("Celu", 12, real("alpha", 0.6f));
    unary("Softsign", 7);
    unary("ThresholdedRelu", 10, real("alpha", 0));
    unary("Erf", 9);
    unary("Exp", 7);
    unary("Abs", 7);
    evenLrn(2);
    evenLrn(4);
    for (String op : List.of("Log", "Sqrt", "Reciprocal")) {
      add(op, 13, b -> positive(b).node(op, "y", List.of("p")));
    }
    add("SiLU", 13, b -> b.node("Sigmoid", "s", List.of("x")).node("Mul", "y", List.of("x", "s")));
    for (int[] extents : new int[][] {{1}, {6, 9, 8}, {8}}) {
      tensors(
          "PRelu of rank " + extents.length,
          9,
          b -> {
            weight(b, "slope", extents);
            b.node("PRelu", "y", List.of("x", "slope"));
          });
    }
    add("GELU", 13, PointwiseOperatorsTest::gelu);
    for (float exponent : new float[] {0, 1, 2, 3}) { // of negative numbers, too
      pow("x", exponent);
    }
    for (float exponent : new float[] {0.5f, -1, -2, 1.7f}) {
      pow("p", exponent);
    }
    add(
        "Mish",
        13,
        b ->
            b.node("Softplus", "s", List.of("x"))
                .node("Tanh", "t", List.of("s"))
                .node("Mul", "y", List.of("x", "t")));
  }

  /** ONNX Runtime has odd sizes only: the squares of each neighborhood by a convolution. */
  private void evenLrn(int size) {
    float[] band = new float[36];
    for (int c = 0; c < 6; c++) {
      int first = Math.max(c - (size - 1) / 2, 0);
      for (int d = first; d <= Math.min(c + size / 2, 5); d++) {
        band[6 * c + d] = 0.4f / size;
      }
    }
    composed(
        "LRN of " + size,
        13,
        b ->
            b.node(
                "LRN",
                "y",
                List.of("x"),
                integer("size", size),
                real("alpha", 0.4f),
                real("beta", 0.6f),
                real("bias", 2)),
        b ->
            b.weight("band", new long[] {6, 6, 1, 1}, band)
                .weight("bias", new long[] {}, 2)
                .weight("beta", new long[] {}, 0.6f)
                .node("Mul", "square", List.of("x", "x"))
                .node("Conv", "sum", List.of("square", "band"))
                .node("Add", "more", List.of("sum", "bias"))
                .node("Pow", "power", List.of("more", "beta"))
                .node("Div", "y", List.of("x", "power")));
  }

  private void pow(String base, float exponent) {
    add(
        "Pow " + exponent + " of " + base,
        13,
        b -> positive(b).weight("e", new long[] {}, exponent).node("Pow", "y", List.of(base, "e")));
  }

  /** As exported before there was an operator for it. */
  private static void gelu(OnnxBuilder b) {
    b.weight("root", new long[] {}, (float) Math.sqrt(2))
        .weight("one", new long[] {}, 1)
        .weight("half", new long[] {}, 0.5f)
        .node("Div", "d", List.of("x", "root"))
        .node("Erf", "e", List.of("d"))
        .node("Add", "a", List.of("e", "one"))
        .node("Mul", "m", List.of("x", "a"))
        .node("Mul", "y", List.of("m", "half"));
  }
}
