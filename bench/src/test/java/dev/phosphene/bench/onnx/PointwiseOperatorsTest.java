package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.real;

import java.util.List;

/** Functions of one value, normalisation, and what differs by channel at most. */
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
  }
}
