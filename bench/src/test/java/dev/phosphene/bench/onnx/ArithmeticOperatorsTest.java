package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.ints;

import dev.phosphene.load.onnx.OnnxBuilder;
import java.util.Arrays;
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
    for (String op : List.of("Add", "Sub", "Mul", "Div", "Min", "Max")) {
      for (int[] extents : new int[][] {{1, 6, 9, 8}, {6, 9, 8}, {9, 8}, {8}, {9, 1}, {6, 1, 8}}) {
        ofMap(op, true, extents);
        ofMap(op, false, extents);
      }
      ranks(op);
      kept(op, 1);
      kept(op, 2);
      kept(op, 3);
      tensors(op + " of two tokens", 14, b -> products(b, op));
    }
    for (String op : List.of("Sum", "Mean", "Max", "Min")) {
      several(op);
    }
    tensors("Sum of one", 8, b -> b.node("Sum", "y", List.of("x")));
    tensors(
        "Pow by a tensor of constants",
        13,
        b ->
            positive(b)
                .weight("e", new long[] {6, 1, 1}, 2, 0.5f, 3, -1, 1, 0)
                .node("Pow", "y", List.of("p", "e")));
    tensors(
        "Pow of a number and of maps",
        13,
        b ->
            positive(b)
                .weight("two", new long[] {}, 2)
                .node("Pow", "q", List.of("two", "x"))
                .node("Pow", "y", List.of("q", "p")));
    tensors(
        "more axes than the picture has",
        13,
        b ->
            b.weight("c", new long[] {2, 1, 1, 1, 1}, 2, -3)
                .weight("d", new long[] {1, 1, 1, 1, 1, 1}, 2)
                .node("Mul", "m", List.of("x", "c"))
                .node("Add", "a", List.of("m", "d"))
                .node("Sub", "y", List.of("d", "a")));
  }

  /** With a constant of any shape, which the larger of the two repeats. */
  private void ofMap(String op, boolean first, int... extents) {
    tensors(
        op + (first ? " constant " : " from constant ") + Arrays.toString(extents),
        13,
        b -> {
          positive(b);
          weight(b, "c", extents);
          if (op.equals("Div") && first) {
            b.weight("w", new long[] {}, 2).node("Add", "away", List.of("c", "w"));
          } else {
            b.node("Identity", "away", List.of("c"));
          }
          b.node(op, "y", first ? List.of("x", "away") : List.of("away", "p"));
        });
  }

  /** Of maps of different rank. */
  private void ranks(String op) {
    for (boolean first : new boolean[] {true, false}) {
      tensors(
          op + " of ranks 4 and 3, " + first,
          13,
          b ->
              positive(b)
                  .integers("s", 6, 9, 8)
                  .node("Reshape", "r", List.of(first ? "p" : "x", "s"))
                  .node(op, "y", first ? List.of("x", "r") : List.of("r", "p")));
    }
  }

  /** With a mean that has kept one of the axes of positions and channels. */
  private void kept(String op, int axis) {
    for (boolean first : new boolean[] {true, false}) {
      add(
          op + " of a mean over axis " + axis + ", " + first,
          13,
          b ->
              positive(b)
                  .node("ReduceMean", "m", List.of("p"), ints("axes", axis))
                  .node(op, "y", first ? List.of("x", "m") : List.of("m", "p")));
    }
  }

  private void several(String op) {
    tensors(
        op + " of four, broadcast",
        13,
        b -> {
          weight(b, "c", 9, 1);
          weight(b, "d", 1, 6, 9, 8);
          b.node("ReduceMean", "m", List.of("x"), ints("axes", 2));
          b.node(op, "y", List.of("c", "m", "x", "d"));
        });
    add(
        op + " of three maps",
        8,
        b ->
            b.node("Sigmoid", "s", List.of("x"))
                .node("Tanh", "t", List.of("x"))
                .node(op, "y", List.of("s", "x", "t")));
    add(op + " of two maps", 13, b -> positive(b).node(op, "y", List.of("x", "p")));
  }

  private void products(OnnxBuilder b, String op) {
    b.integers("flat", 1, 6, 72).integers("turn", 1, 72, 6);
    positive(b).node("Reshape", "r", List.of("p", "flat"));
    b.node("Transpose", "t", List.of("r"), ints("perm", 0, 2, 1));
    b.node("Reshape", "u", List.of("x", "turn"));
    weight(b, "c", 72, 1);
    b.node("Add", "v", List.of("u", "c")).node(op, "y", List.of("v", "t"));
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
