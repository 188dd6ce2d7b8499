package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;

import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.load.onnx.ProtoWriter;
import java.util.List;

/** Images as tokens and back, and other shapes that mix positions and channels. */
class TokenOperatorsTest extends OperatorSuite {
  @Override
  void models() {
    tensors("tokens with a class token", 13, this::tokens);
    tensors("windows and back", 13, b -> windows(b, false));
    tensors("shifted windows and back", 13, b -> windows(b, true));
    tensors(
        "Reshape that mixes",
        13,
        b -> b.integers("s", 2, 0, -1, 4).node("Reshape", "y", List.of("x", "s")));
    tensors(
        "Reshape that mixes, by a shape of other axes",
        14,
        b ->
            b.integers("s", 1, 9, 6, 8)
                .node("Reshape", "r", List.of("x", "s"), integer("allowzero", 1))
                .node("ReduceSum", "m", List.of("r", "a"))
                .integers("a", 1)
                .node("Add", "y", List.of("r", "m")));
    for (int axis : new int[] {0, 2, 3, 4, -1}) {
      tensors(
          "Flatten at " + axis,
          13,
          b -> b.node("Flatten", "y", List.of("x"), integer("axis", axis)));
    }
    tensors(
        "Transpose of all axes",
        13,
        b -> {
          weight(b, "c", 8, 1, 6, 1);
          b.node("Transpose", "t", List.of("x")).node("Add", "y", List.of("t", "c"));
        });
    tensors(
        "Transpose, then with a constant",
        13,
        b -> {
          weight(b, "c", 8, 1, 6);
          b.node("Transpose", "t", List.of("x"), ints("perm", 0, 3, 2, 1))
              .node("Add", "a", List.of("t", "c"))
              .node("Tanh", "h", List.of("a"))
              .node("Transpose", "u", List.of("h"), ints("perm", 0, 2, 1, 3))
              .node("Mul", "y", List.of("u", "u"));
        });
    tensors(
        "Squeeze of everything",
        13,
        b ->
            b.node("Squeeze", "s", List.of("x"))
                .node("Softmax", "t", List.of("s"), integer("axis", 0))
                .integers("a", 0, -1)
                .node("Unsqueeze", "u", List.of("t", "a"))
                .node("Mul", "y", List.of("u", "u")));
    tensors(
        "Unsqueeze between",
        11,
        b ->
            b.node("Unsqueeze", "u", List.of("x"), ints("axes", 2, -1))
                .node("Tanh", "t", List.of("u"))
                .node("Squeeze", "y", List.of("t"), ints("axes", -1, 2)));
  }

  /** Of ViT: patches in a row behind a token of its own, with a place added to each. */
  private void tokens(OnnxBuilder b) {
    weight(b, "w", 5, 6, 3, 2);
    weight(b, "own", 1, 1, 5);
    weight(b, "places", 1, 13, 5);
    weight(b, "head", 5, 4);
    b.integers("flat", 1, 5, -1).integers("shape", 1, -1, -1);
    b.tensor(OnnxBuilder.head("zero", 7).packed(7, new long[] {0}));
    b.node("Conv", "c", List.of("x", "w"), ints("strides", 3, 2))
        .node("Reshape", "r", List.of("c", "flat"))
        .node("Transpose", "t", List.of("r"), ints("perm", 0, 2, 1))
        .node("ConstantOfShape", "ones", List.of("three"), one())
        .integers("three", 3)
        .node("Expand", "e", List.of("own", "ones"))
        .node("Concat", "all", List.of("e", "t"), integer("axis", 1))
        .node("Add", "a", List.of("all", "places"))
        .node("Tanh", "h", List.of("a"))
        .node("Gather", "first", List.of("h", "zero"), integer("axis", 1))
        .node("MatMul", "y", List.of("first", "head"));
  }

  private static ProtoWriter one() {
    return OnnxBuilder.tensor("value", OnnxBuilder.head("", 7, 1).packed(7, new long[] {1}));
  }

  /** Of Swin: windows of 3×4 as a batch of their own, something within each, and back. */
  private void windows(OnnxBuilder b, boolean shifted) {
    weight(b, "w", 6, 6);
    b.integers("cut", 1, 3, 3, 2, 4, 6)
        .integers("tokens", -1, 12, 6)
        .integers("grid", -1, 3, 2, 3, 4, 6)
        .integers("whole", 1, 9, 8, 6);
    b.node("Transpose", "t", List.of("x"), ints("perm", 0, 2, 3, 1));
    String from = "t";
    if (shifted) {
      rolled(b, "t", "rows", 1, 2, 9);
      rolled(b, "rows", "columns", 2, 3, 8);
      from = "columns";
    }
    b.node("Reshape", "c", List.of(from, "cut"))
        .node("Transpose", "p", List.of("c"), ints("perm", 0, 1, 3, 2, 4, 5))
        .node("Reshape", "k", List.of("p", "tokens"))
        .node("MatMul", "q", List.of("k", "w"))
        .node("Transpose", "kt", List.of("k"), ints("perm", 0, 2, 1))
        .node("MatMul", "qk", List.of("q", "kt"))
        .node("Softmax", "s", List.of("qk"))
        .node("MatMul", "sv", List.of("s", "k"))
        .node("Reshape", "g", List.of("sv", "grid"))
        .node("Transpose", "back", List.of("g"), ints("perm", 0, 1, 3, 2, 4, 5))
        .node("Reshape", "v", List.of("back", "whole"))
        .node("Transpose", "z", List.of("v"), ints("perm", 0, 3, 1, 2))
        .node("Add", "y", List.of("x", "z"));
  }

  /** As {@code torch.roll} is exported: two slices that change places. */
  private static void rolled(OnnxBuilder b, String from, String to, int axis, int by, int extent) {
    b.integers(to + "0", 0)
        .integers(to + "by", by)
        .integers(to + "end", extent)
        .integers(to + "axis", axis)
        .node("Slice", to + "p", List.of(from, to + "by", to + "end", to + "axis"))
        .node("Slice", to + "q", List.of(from, to + "0", to + "by", to + "axis"))
        .node("Concat", to, List.of(to + "p", to + "q"), integer("axis", axis));
  }
}
