package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;

import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.load.onnx.ProtoWriter;
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
    for (String op : OPERATORS) {
      reduced(op, List.of(1), true);
      reduced(op, List.of(-1), false);
      reduced(op, List.of(2, 3), true);
      reduced(op, List.of(3, 1), false);
      reduced(op, List.of(1, 2, 3), true);
      reduced(op, List.of(0, -2), true);
      tensors(op + " of everything", 11, b -> positive(b).node(op, "y", List.of("p")));
      tensors(
          op + " of everything, to one number",
          11,
          b ->
              positive(b)
                  .node(op, "r", List.of("p"), integer("keepdims", 0))
                  .node("Mul", "y", List.of("x", "r")));
      tensors(op + " of tokens", 18, b -> tokens(b, op));
    }
    tensors(
        "ReduceSum of nothing",
        13,
        b -> b.node("ReduceSum", "y", List.of("x"), integer("noop_with_empty_axes", 1)));
    tensors("ReduceSum of all", 13, b -> b.node("ReduceSum", "y", List.of("x")));
    tensors(
        "ReduceMean of an empty list of axes",
        18,
        b -> b.integers("none").node("ReduceMean", "y", List.of("x", "none")));
    for (String op : OPERATORS) {
      constant(op, 1, true);
      constant(op, 0, false);
    }
    constant("ReduceProd", 1, false);
    constant("ReduceProd", -2, true);
  }

  private static final List<String> OPERATORS =
      List.of(
          "ReduceMean",
          "ReduceSum",
          "ReduceMax",
          "ReduceMin",
          "ReduceL1",
          "ReduceL2",
          "ReduceSumSquare",
          "ReduceLogSum",
          "ReduceLogSumExp");

  private void reduced(String op, List<Integer> axes, boolean keep) {
    long[] list = axes.stream().mapToLong(axis -> axis).toArray();
    ProtoWriter kept = integer("keepdims", keep ? 1 : 0);
    String name = op + " over " + axes + (keep ? "" : ", dropped");
    tensors(name, 11, b -> positive(b).node(op, "y", List.of("p"), ints("axes", list), kept));
    tensors(
        name + ", by input",
        18,
        b -> positive(b).integers("a", list).node(op, "y", List.of("p", "a"), kept));
    if (!axes.contains(0)) {
      add(
          name + ", of two",
          13,
          b -> {
            positive(b);
            if (op.equals("ReduceSum")) {
              b.integers("a", list).node(op, "y", List.of("p", "a"), kept);
            } else {
              b.node(op, "y", List.of("p"), ints("axes", list), kept);
            }
          });
    }
  }

  private void tokens(OnnxBuilder b, String op) {
    positive(b).integers("flat", 1, 6, 72).integers("a", 1);
    b.node("Reshape", "r", List.of("p", "flat"));
    b.node("Transpose", "t", List.of("r"), ints("perm", 0, 2, 1));
    b.node(op, "y", List.of("t", "a"), integer("keepdims", 0));
  }

  private void constant(String op, int axis, boolean keep) {
    tensors(
        op + " of a constant over " + axis + (keep ? "" : ", dropped"),
        18,
        b ->
            b.weight("c", new long[] {2, 8}, 1, 2, 3, 4, 5, 6, 7, 8, 2, 1, 2, 1, 2, 1, 2, 1)
                .integers("a", axis)
                .node(op, "r", List.of("c", "a"), integer("keepdims", keep ? 1 : 0))
                .integers("first", 0)
                .node("Gather", "g", List.of("r", "first"))
                .node("Mul", "y", List.of("x", "g")));
  }
}
