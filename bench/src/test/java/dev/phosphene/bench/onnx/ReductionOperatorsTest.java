package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;

import java.util.List;

/** Sums and means over axes. */
class ReductionOperatorsTest extends OperatorSuite {
  @Override
  void models() {
    unary("ReduceMean", 7, ints("axes", 2, 3));
    unary("ReduceMean", 13, ints("axes", -1, -2), integer("keepdims", 0));
    unary("ReduceMax", 7, ints("axes", 2, 3), integer("keepdims", 0));
    add(
        "ReduceMean by input",
        18,
        b ->
            b.integers("a", 2, 3)
                .node("ReduceMean", "y", List.of("x", "a"), integer("keepdims", 0)));
  }
}
