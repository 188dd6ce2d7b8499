package dev.phosphene.bench.onnx;

import java.util.List;

/** Addition and its kin, of maps and with constants. */
class ArithmeticOperatorsTest extends OperatorSuite {
  @Override
  void models() {
    unary("Neg", 7);
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
        "Max and Min",
        8,
        b -> {
          b.weight("low", new long[] {1}, 0).weight("high", new long[] {1}, 0.5f);
          b.node("Max", "m", List.of("x", "low")).node("Min", "y", List.of("high", "m"));
        });
  }

  private void binary(String op, boolean first, int... extents) {
    add(
        op + (first ? " constant of rank " : " from constant of rank ") + extents.length,
        13,
        b -> {
          weight(b, "c", extents);
          b.node(op, "y", first ? List.of("x", "c") : List.of("c", "x"));
        });
  }
}
