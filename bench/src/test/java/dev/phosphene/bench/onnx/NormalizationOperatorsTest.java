package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static dev.phosphene.load.onnx.OnnxBuilder.real;

import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.load.onnx.ProtoWriter;
import java.util.Arrays;
import java.util.List;

/** Normalizations over positions, channels, groups, and what they are exported as. */
class NormalizationOperatorsTest extends OperatorSuite {
  @Override
  void models() {
    add("InstanceNormalization", 7, b -> instance(b, "x", 6, "y", real("epsilon", 0.01f)));
    tensors(
        "InstanceNormalization of [1, 6, 72]",
        13,
        b ->
            instance(
                b.integers("s", 1, 6, -1).node("Reshape", "r", List.of("x", "s")), "r", 6, "y"));
    for (int groups : new int[] {1, 2, 6}) {
      tensors("GroupNormalization of " + groups, 18, b -> group(b, groups, groups));
      tensors("a group norm of " + groups + " as exported", 11, b -> exported(b, groups));
    }
    for (int groups : new int[] {1, 2, 3}) { // with a scale for each channel
      composed(
          "GroupNormalization 21 of " + groups,
          21,
          b -> group(b, groups, 6),
          b -> exported(b, groups, real("epsilon", 0.01f)));
    }
    layer("last axis", 17, true, new int[] {8});
    layer("last axis, -1", 17, false, new int[] {8}, integer("axis", -1), real("epsilon", 0.1f));
    layer("two axes", 17, true, new int[] {9, 8}, integer("axis", 2));
    layer("all axes", 17, true, new int[] {6, 9, 8}, integer("axis", -3));
    tensors("LayerNormalization of channels", 17, NormalizationOperatorsTest::channels);
    add("LayerNormalization of channels of two", 17, NormalizationOperatorsTest::channels);
    tensors("LayerNormalization of tokens", 17, b -> tokens(b, true));
    tensors("a layer norm as exported", 13, b -> tokens(b, false));
    tensors(
        "BatchNormalization of features",
        9,
        b -> {
          b.node("ReduceMean", "f", List.of("x"), ints("axes", 2, 3), integer("keepdims", 0));
          batch(b, "f", 6);
        });
    tensors(
        "BatchNormalization of what comes from tokens",
        15,
        b -> {
          b.integers("z", 1, 12, 36).node("Reshape", "r", List.of("x", "z"));
          batch(b, "r", 12);
        });
    tensors(
        "BatchNormalization behind tokens",
        15,
        b -> {
          b.integers("z", 1, 12, 36).integers("t", 1, 4, 18, 6);
          b.node("Reshape", "r", List.of("x", "z")).node("Tanh", "q", List.of("r"));
          b.node("Reshape", "k", List.of("q", "t"));
          batch(b, "k", 4);
        });
    tensors(
        "LpNormalization as exported",
        13,
        b ->
            b.integers("shape", 1, 6, 9, 8)
                .node("ReduceL2", "n", List.of("x"), ints("axes", 1))
                .weight("least", new long[] {}, 1e-12f)
                .node("Clip", "c", List.of("n", "least", ""))
                .node("Expand", "e", List.of("c", "shape"))
                .node("Div", "y", List.of("x", "e")));
  }

  private void instance(OnnxBuilder b, String from, int channels, String to, ProtoWriter... more) {
    weight(b, "scale" + to, channels);
    weight(b, "shift" + to, channels);
    b.node("InstanceNormalization", to, List.of(from, "scale" + to, "shift" + to), more);
  }

  private void group(OnnxBuilder b, int groups, int parameters) {
    weight(b, "scale", parameters);
    weight(b, "shift", parameters);
    b.node(
        "GroupNormalization",
        "y",
        List.of("x", "scale", "shift"),
        integer("num_groups", groups),
        real("epsilon", 0.01f));
  }

  /** PyTorch's: instance normalization of groups, then a scale and a shift by channel. */
  private void exported(OnnxBuilder b, int groups, ProtoWriter... more) {
    b.integers("grouped", 0, groups, -1).node("Reshape", "r", List.of("x", "grouped"));
    b.weight("ones", new long[] {groups}, repeated(1, groups));
    b.weight("zeros", new long[] {groups}, repeated(0, groups));
    b.node("InstanceNormalization", "n", List.of("r", "ones", "zeros"), more);
    b.node("Shape", "shape", List.of("x")).node("Reshape", "whole", List.of("n", "shape"));
    weight(b, "scale", 6, 1, 1);
    weight(b, "shift", 6, 1, 1);
    b.node("Mul", "m", List.of("whole", "scale")).node("Add", "y", List.of("m", "shift"));
  }

  private static float[] repeated(float value, int count) {
    float[] values = new float[count];
    Arrays.fill(values, value);
    return values;
  }

  private void layer(
      String name, long opset, boolean shift, int[] extents, ProtoWriter... attributes) {
    tensors(
        "LayerNormalization, " + name,
        opset,
        b -> {
          weight(b, "scale", extents);
          weight(b, "shift", extents);
          List<String> inputs = shift ? List.of("x", "scale", "shift") : List.of("x", "scale");
          b.node("LayerNormalization", "y", inputs, attributes);
        });
  }

  /** Of ConvNeXt. */
  private static void channels(OnnxBuilder b) {
    b.weight("scale", new long[] {6}, 1, 2, 3, 0.5f, -1, 0.7f);
    b.weight("shift", new long[] {6}, 0, 0.1f, 0.2f, -0.3f, 1, 0);
    b.node("Transpose", "t", List.of("x"), ints("perm", 0, 2, 3, 1))
        .node("LayerNormalization", "n", List.of("t", "scale", "shift"), real("epsilon", 1e-6f))
        .node("Transpose", "y", List.of("n"), ints("perm", 0, 3, 1, 2));
  }

  private void tokens(OnnxBuilder b, boolean operator) {
    weight(b, "scale", 6);
    weight(b, "shift", 6);
    b.integers("flat", 1, 6, 72)
        .node("Reshape", "r", List.of("x", "flat"))
        .node("Transpose", "t", List.of("r"), ints("perm", 0, 2, 1));
    if (operator) {
      b.node("LayerNormalization", "y", List.of("t", "scale", "shift"));
      return;
    }
    b.weight("two", new long[] {}, 2)
        .weight("least", new long[] {}, 1e-5f)
        .node("ReduceMean", "mean", List.of("t"), ints("axes", -1))
        .node("Sub", "d", List.of("t", "mean"))
        .node("Pow", "square", List.of("d", "two"))
        .node("ReduceMean", "variance", List.of("square"), ints("axes", -1))
        .node("Add", "more", List.of("variance", "least"))
        .node("Sqrt", "root", List.of("more"))
        .node("Div", "n", List.of("d", "root"))
        .node("Mul", "m", List.of("n", "scale"))
        .node("Add", "y", List.of("m", "shift"));
  }

  private void batch(OnnxBuilder b, String from, int channels) {
    weight(b, "s", channels);
    weight(b, "h", channels);
    weight(b, "m", channels);
    b.weight("v", new long[] {channels}, repeated(0.7f, channels));
    b.node("BatchNormalization", "y", List.of(from, "s", "h", "m", "v"));
  }
}
