package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;

import java.util.List;

/** What joins, divides, picks and weighs channels. */
class ChannelOperatorsTest extends OperatorSuite {
  @Override
  void models() {
    add(
        "Concat",
        7,
        b ->
            b.node("Relu", "r", List.of("x"))
                .node("Concat", "y", List.of("x", "r"), integer("axis", 1)));
    add(
        "Concat at the third last axis",
        13,
        b ->
            b.node("Relu", "r", List.of("x"))
                .node("Concat", "y", List.of("r", "x"), integer("axis", -3)));
    add(
        "Split by attribute",
        11,
        b ->
            b.node(
                    "Split",
                    "",
                    List.of("x"),
                    List.of("a", "b", "c"),
                    integer("axis", 1),
                    ints("split", 1, 3, 2))
                .node("Concat", "y", List.of("c", "a", "b"), integer("axis", 1)));
    add(
        "Split by input",
        13,
        b ->
            b.integers("sizes", 4, 2)
                .node("Split", "cut", List.of("x", "sizes"), List.of("a", "b"), integer("axis", 1))
                .node("Concat", "y", List.of("b", "a"), integer("axis", 1)));
    add(
        "Split into equal parts",
        18,
        b ->
            b.node(
                    "Split",
                    "cut",
                    List.of("x"),
                    List.of("a", "b"),
                    integer("axis", 1),
                    integer("num_outputs", 2))
                .node("Sub", "y", List.of("b", "a")));
    add(
        "Slice by attributes",
        9,
        b ->
            b.node(
                "Slice", "y", List.of("x"), ints("starts", 1), ints("ends", -1), ints("axes", 1)));
    add(
        "Slice backwards",
        13,
        b ->
            b.integers("s", 5, 0)
                .integers("e", Long.MIN_VALUE + 1, Long.MAX_VALUE)
                .integers("a", 1, 2)
                .integers("t", -2, 1)
                .node("Slice", "y", List.of("x", "s", "e", "a", "t")));
    add(
        "Gather",
        13,
        b -> b.integers("i", 2, 1, -1).node("Gather", "y", List.of("x", "i"), integer("axis", 1)));
    add(
        "channel shuffle",
        9,
        b ->
            b.integers("s1", 2, 2, 3, 9, 8)
                .integers("s2", 2, 6, 9, 8)
                .node("Reshape", "r", List.of("x", "s1"))
                .node("Transpose", "t", List.of("r"), ints("perm", 0, 2, 1, 3, 4))
                .node("Reshape", "y", List.of("t", "s2")));
    add(
        "channel shuffle with computed shapes",
        13,
        b ->
            b.integers("two", 2)
                .integers("i1", 1)
                .integers("i0", 0)
                .integers("left", -1)
                .integers("i2", 2)
                .integers("i3", 3)
                .node("Shape", "sh", List.of("x"))
                .node("Gather", "n", List.of("sh", "i0"))
                .node("Gather", "c", List.of("sh", "i1"))
                .node("Slice", "hw", List.of("sh", "i2", "four"))
                .integers("four", 4)
                .node("Div", "half", List.of("c", "two"))
                .node("Concat", "s1", List.of("n", "two", "half", "hw"), integer("axis", 0))
                .node("Reshape", "r", List.of("x", "s1"))
                .node("Transpose", "t", List.of("r"), ints("perm", 0, 2, 1, 3, 4))
                .node("Concat", "s2", List.of("n", "left", "hw"), integer("axis", 0))
                .node("Reshape", "y", List.of("t", "s2")));
    add(
        "squeeze and excitation",
        13,
        b -> {
          weight(b, "w1", 3, 6, 1, 1);
          weight(b, "w2", 6, 3, 1, 1);
          b.node("GlobalAveragePool", "g", List.of("x"))
              .node("Conv", "c1", List.of("g", "w1"))
              .node("Relu", "r", List.of("c1"))
              .node("Conv", "c2", List.of("r", "w2"))
              .node("HardSigmoid", "s", List.of("c2"))
              .node("Mul", "y", List.of("s", "x"));
        });
  }
}
