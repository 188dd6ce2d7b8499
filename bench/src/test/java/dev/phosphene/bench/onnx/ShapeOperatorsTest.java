package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static dev.phosphene.load.onnx.OnnxBuilder.real;

import dev.phosphene.load.onnx.OnnxBuilder;
import java.util.List;

/** Values that stay, in another arrangement; constants in all forms. */
class ShapeOperatorsTest extends OperatorSuite {
  @Override
  void models() {
    unary("Identity", 7);
    unary("Cast", 9, integer("to", 1));
    unary("Flatten", 7);
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
}
