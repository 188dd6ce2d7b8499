package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;

import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.load.onnx.ProtoWriter;
import java.util.List;

/** Constants that are computed in the file, and what they choose. */
class MaskOperatorsTest extends OperatorSuite {
  private static final long BOOL = 9;

  @Override
  void models() {
    for (String op : List.of("Equal", "Less", "Greater", "LessOrEqual", "GreaterOrEqual")) {
      tensors("Where " + op, 16, b -> where(compared(b, op), "mask", "x", "t"));
      tensors("Where " + op + ", a number else", 16, b -> where(compared(b, op), "mask", "x", "n"));
      tensors(
          "Where " + op + ", a number first", 16, b -> where(compared(b, op), "mask", "n", "x"));
    }
    for (String op : List.of("And", "Or", "Xor")) {
      tensors(
          op,
          16,
          b ->
              where(
                  compared(b, "Less")
                      .node("Greater", "other", List.of("grid", "five"))
                      .node("Not", "neither", List.of("other"))
                      .node(op, "both", List.of("mask", "neither")),
                  "both",
                  "x",
                  "t"));
    }
    for (int fmod = 0; fmod < 2; fmod++) {
      int sign = fmod;
      tensors(
          "Mod " + fmod,
          13,
          b ->
              b.integers("i", -7, -3, 0, 1, 5, 7, 8, 9)
                  .integers("three", 3, 3, 3, 3, -3, -3, -3, -3)
                  .node("Mod", "m", List.of("i", "three"), integer("fmod", sign))
                  .node("Cast", "f", List.of("m"), integer("to", 1))
                  .node("Add", "y", List.of("x", "f")));
    }
    tensors("Range", 13, MaskOperatorsTest::range);
    tensors("ScatterND", 16, MaskOperatorsTest::scattered);
    tensors(
        "ConstantOfShape",
        9,
        b ->
            b.integers("s", 9, 8)
                .node("ConstantOfShape", "c", List.of("s"), value())
                .node("ConstantOfShape", "d", List.of("s"))
                .node("Mul", "m", List.of("x", "c"))
                .node("Add", "y", List.of("m", "d")));
    tensors(
        "rounded constants",
        13,
        b ->
            b.weight("c", new long[] {8}, -2.5f, -1.5f, -0.5f, 0, 0.5f, 1.5f, 2.5f, 2.6f)
                .node("Floor", "c1", List.of("c"))
                .node("Ceil", "c2", List.of("c"))
                .node("Round", "c3", List.of("c"))
                .node("Sign", "c4", List.of("c"))
                .node("Sum", "s", List.of("x", "c1", "c2"))
                .node("Mul", "m", List.of("s", "c3"))
                .node("Sub", "y", List.of("m", "c4")));
    tensors(
        "Cast of constants",
        13,
        b ->
            b.weight("c", new long[] {8}, -2.5f, -1.5f, -0.5f, 0, 0.5f, 1.5f, 2.5f, 2.6f)
                .node("Cast", "i", List.of("c"), integer("to", 7))
                .node("Cast", "f", List.of("i"), integer("to", 1))
                .node("Cast", "t", List.of("c"), integer("to", BOOL))
                .node("Cast", "g", List.of("t"), integer("to", 1))
                .node("Mul", "m", List.of("x", "f"))
                .node("Add", "y", List.of("m", "g")));
  }

  /** A mask by column: 0 … 7 against 3. */
  private static OnnxBuilder compared(OnnxBuilder b, String op) {
    return b.weight("grid", new long[] {8}, 0, 1, 2, 3, 4, 5, 6, 7)
        .weight("three", new long[] {}, 3)
        .weight("five", new long[] {}, 5)
        .weight("n", new long[] {}, -1.5f)
        .node("Tanh", "t", List.of("x"))
        .node(op, "mask", List.of("grid", "three"));
  }

  private static void where(OnnxBuilder b, String mask, String first, String second) {
    b.node("Where", "y", List.of(mask, first, second));
  }

  private static ProtoWriter value() {
    return OnnxBuilder.tensor("value", OnnxBuilder.floats("", new long[] {1}, 1.5f));
  }

  private static void range(OnnxBuilder b) {
    for (String[] number : new String[][] {{"from", "1"}, {"to", "16"}, {"by", "2"}}) {
      long value = Long.parseLong(number[1]);
      b.tensor(OnnxBuilder.head(number[0], 7).packed(7, new long[] {value}));
    }
    b.node("Range", "r", List.of("from", "to", "by"))
        .node("Cast", "f", List.of("r"), integer("to", 1))
        .node("Mul", "y", List.of("x", "f"));
  }

  /** As the mask of shifted windows is filled. */
  private static void scattered(OnnxBuilder b) {
    b.weight("zeros", new long[] {9, 8}, new float[72])
        .tensor(OnnxBuilder.head("i", 7, 3, 1).packed(7, new long[] {0, -1, 4}))
        .tensor(OnnxBuilder.head("j", 7, 2, 2).packed(7, new long[] {1, 2, 5, -3}))
        .weight("two", new long[] {2}, 7, 9)
        .weight(
            "rows",
            new long[] {3, 8},
            new float[] {1, 2, 3, 4, 5, 6, 7, 8, 2, 3, 4, 5, 6, 7, 8, 9, 3, 4, 5, 6, 7, 8, 9, 0})
        .node("ScatterND", "s", List.of("zeros", "i", "rows"))
        .node("ScatterND", "t", List.of("s", "j", "two"))
        .node("Add", "y", List.of("x", "t"));
  }
}
