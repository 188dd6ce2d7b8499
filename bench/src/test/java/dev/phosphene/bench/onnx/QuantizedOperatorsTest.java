package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;

import dev.phosphene.load.onnx.OnnxBuilder;
import dev.phosphene.load.onnx.ProtoWriter;
import java.util.Arrays;
import java.util.List;

/** Weights of few bits, in all types; values of the image, which are not rounded. */
class QuantizedOperatorsTest extends OperatorSuite {
  private static final int UINT8 = 2;
  private static final int INT8 = 3;
  private static final int INT16 = 5;
  private static final int INT32 = 6;

  @Override
  void models() {
    for (int type : new int[] {UINT8, INT8, INT32}) {
      weights("one scale", type, 13, scalar("s", 0.02f), zero(type, 0), 1);
      weights("scales by output", type, 13, vector("s", 4), zeros(type, 4, 0), 0);
      weights("scales by input", type, 13, vector("s", 6), zeros(type, 6, 0), 1);
      weights("scales by the last axis", type, 13, vector("s", 3), zeros(type, 3, 0), -1);
    }
    weights("one scale and a zero point", UINT8, 10, scalar("s", 0.02f), zero(UINT8, 130), 1);
    weights("zero points by output", INT8, 13, vector("s", 4), zeros(INT8, 4, -7), 0);
    weights("16 bits", INT16, 21, scalar("s", 0.003f), zero(INT16, 11), 1);
    tensors(
        "DequantizeLinear without a zero point",
        13,
        b ->
            b.tensor(bytes("q", UINT8, 6, 1, 1))
                .tensor(scalar("s", 0.1f))
                .node("DequantizeLinear", "w", List.of("q", "s"))
                .node("Mul", "y", List.of("x", "w")));
    tensors(
        "QuantizeLinear of weights",
        13,
        b -> {
          weight(b, "c", 6, 9, 8);
          b.tensor(scalar("s", 0.01f))
              .tensor(zero(INT8, 3))
              .node("QuantizeLinear", "q", List.of("c", "s", "z"))
              .node("DequantizeLinear", "w", List.of("q", "s", "z"))
              .node("Mul", "y", List.of("x", "w"));
        });
  }

  private void weights(
      String name, int type, long opset, ProtoWriter scale, ProtoWriter zero, int axis) {
    tensors(
        "DequantizeLinear of type " + type + ", " + name,
        opset,
        b -> {
          b.tensor(bytes("q", type, 4, 6, 2, 3)).tensor(scale).tensor(zero);
          List<String> inputs = List.of("q", "s", "z");
          if (opset < 13) { // the attribute came with scales by axis
            b.node("DequantizeLinear", "w", inputs);
          } else {
            b.node("DequantizeLinear", "w", inputs, integer("axis", axis));
          }
          b.node("Conv", "y", List.of("x", "w"), ints("pads", 1, 0, 0, 1));
        });
  }

  private static ProtoWriter bytes(String name, int type, long... extents) {
    long size = 1;
    for (long extent : extents) {
      size *= extent;
    }
    long[] values = new long[(int) size];
    for (int i = 0; i < size; i++) {
      values[i] = (i * 37L + 11) % 251 - (type == UINT8 ? 0 : 125);
    }
    return OnnxBuilder.head(name, type, extents).packed(5, values);
  }

  private static ProtoWriter scalar(String name, float value) {
    return OnnxBuilder.floats(name, new long[] {}, value);
  }

  private static ProtoWriter vector(String name, int size) {
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = 0.01f * (i + 1);
    }
    return OnnxBuilder.floats(name, new long[] {size}, values);
  }

  private static ProtoWriter zero(int type, long value) {
    return OnnxBuilder.head("z", type).packed(5, new long[] {value});
  }

  private static ProtoWriter zeros(int type, int size, long value) {
    long[] values = new long[size];
    Arrays.fill(values, value);
    return OnnxBuilder.head("z", type, size).packed(5, values);
  }
}
