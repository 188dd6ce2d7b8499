package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;

import java.util.List;

/** Shares along an axis, or along several as before operator set 13. */
class SoftmaxOperatorsTest extends OperatorSuite {
  @Override
  void models() {
    for (String op : List.of("Softmax", "LogSoftmax")) {
      for (int axis : new int[] {1, 2, 3, -1, -2, -3}) {
        unary(op, 13, integer("axis", axis));
      }
      tensor(op, 13, integer("axis", 0)); // over the batch, of one
      unary(op, 13);
      for (int axis : new int[] {0, 1, 2, 3, -1, -2}) {
        tensor(op, 11, integer("axis", axis));
      }
      tensor(op, 7);
      unary(op, 11, integer("axis", 3));
      tensors(
          op + " of tokens",
          13,
          b ->
              b.integers("flat", 1, 6, 72)
                  .node("Reshape", "r", List.of("x", "flat"))
                  .node("Transpose", "t", List.of("r"), ints("perm", 0, 2, 1))
                  .node(op, "y", List.of("t"), integer("axis", 1)));
      add(
          op + " of features",
          11,
          b -> b.node("Flatten", "f", List.of("x")).node(op, "y", List.of("f")));
    }
  }
}
