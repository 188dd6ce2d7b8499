package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static dev.phosphene.load.onnx.OnnxBuilder.real;
import static dev.phosphene.load.onnx.OnnxBuilder.text;

import dev.phosphene.load.onnx.ProtoWriter;
import java.util.Arrays;
import java.util.List;

/** Borders of all kinds around any axis; negative ones cut off. */
class BorderOperatorsTest extends OperatorSuite {
  @Override
  void models() {
    for (String mode : List.of("constant", "edge", "reflect")) {
      pad(mode, 0, 0, 1, 2, 0, 0, 3, 1);
      pad(mode, 0, 0, -1, 2, 0, 0, 3, -2);
      pad(mode, 0, 0, -1, -2, 0, 0, -3, 0);
      pad(mode, 0, 2, 0, 0, 0, 3, 0, 0);
      pad(mode, 0, -1, 0, 1, 0, 3, 4, 0);
      pad(mode, 0, -1, 0, 0, 0, -2, 0, 0);
      tensors(
          "Pad of tokens, " + mode,
          13,
          b ->
              b.integers("s", 1, 6, 72)
                  .integers("p", 0, 1, 2, 0, 0, 1)
                  .node("Reshape", "r", List.of("x", "s"))
                  .node("Pad", "y", List.of("r", "p"), text("mode", mode)));
    }
    wrap(0, 0, 1, 2, 0, 0, 3, 1);
    wrap(0, 2, 0, 1, 0, 3, 4, 0);
    tensors(
        "Pad of channels with a value",
        13,
        b ->
            b.integers("p", 0, 1, 2, 0, 0, 2, 0, 1)
                .weight("v", new long[] {}, -0.5f)
                .node("Pad", "y", List.of("x", "p", "v")));
    tensors(
        "Pad with a value, cutting off elsewhere",
        13,
        b ->
            b.integers("p", 0, 0, 2, -1, 0, 0, 0, 1)
                .weight("v", new long[] {}, -0.5f)
                .node("Pad", "y", List.of("x", "p", "v")));
    tensors(
        "Pad with an infinity",
        13,
        b ->
            b.integers("p", 0, 0, 1, 1, 0, 0, 1, 1)
                .weight("v", new long[] {}, Float.NEGATIVE_INFINITY)
                .node("Pad", "q", List.of("x", "p", "v"))
                .node(
                    "MaxPool",
                    "y",
                    List.of("q"),
                    ints("kernel_shape", 3, 3),
                    ints("strides", 2, 2)));
    tensors(
        "Pad of some axes",
        18,
        b ->
            b.integers("p", 2, 1, 0, 3)
                .integers("a", -1, 1)
                .node("Pad", "y", List.of("x", "p", "", "a"), text("mode", "reflect")));
    tensor("Pad", 10, ints("pads", 0, 0, 1, 2, 0, 0, 3, 1), text("mode", "edge"));
    tensor("Pad", 7, ints("pads", 0, 0, 1, 2, 0, 0, 3, 1), real("value", 2));
  }

  private void pad(String mode, long... pads) {
    for (int batch = 1; batch <= 2; batch++) {
      model(
          "Pad " + mode + " " + Arrays.toString(pads) + " of " + batch,
          13,
          batch,
          b -> b.integers("p", pads).node("Pad", "y", List.of("x", "p"), text("mode", mode)));
    }
  }

  private void wrap(long... pads) {
    ProtoWriter wrap = text("mode", "wrap");
    tensors(
        "Pad wrap " + Arrays.toString(pads),
        19,
        b -> b.integers("p", pads).node("Pad", "y", List.of("x", "p"), wrap));
  }
}
