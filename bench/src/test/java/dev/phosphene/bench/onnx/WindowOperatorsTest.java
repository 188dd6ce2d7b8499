package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static dev.phosphene.load.onnx.OnnxBuilder.text;

import dev.phosphene.load.onnx.ProtoWriter;
import java.util.List;

/** Convolution and pooling. */
class WindowOperatorsTest extends OperatorSuite {
  @Override
  void models() {
    conv("dense", 1, 5, 3, 3);
    conv("grouped", 3, 6, 2, 3, integer("group", 3), ints("pads", 1, 1, 1, 1));
    conv("depthwise", 6, 12, 3, 3, integer("group", 6), ints("strides", 2, 2));
    conv("dilated", 1, 4, 3, 2, ints("dilations", 2, 3), ints("pads", 2, 1, 2, 2));
    conv("lopsided", 1, 4, 3, 2, ints("pads", 0, 1, 2, 0), ints("strides", 2, 1));
    conv("same upper", 1, 4, 4, 3, text("auto_pad", "SAME_UPPER"), ints("strides", 2, 3));
    conv("same lower", 1, 4, 4, 2, text("auto_pad", "SAME_LOWER"), ints("strides", 3, 2));
    conv("valid", 1, 4, 2, 2, text("auto_pad", "VALID"));
    add(
        "Conv without bias",
        7,
        b -> {
          weight(b, "w", 4, 6, 1, 1);
          b.node("Conv", "y", List.of("x", "w"));
        });
    for (String op : List.of("MaxPool", "AveragePool")) {
      unary(op, 7, ints("kernel_shape", 3, 2), ints("strides", 2, 2));
      unary(op, 7, ints("kernel_shape", 3, 3), ints("pads", 0, 1, 2, 1));
      unary(op, 10, kernel(), ints("strides", 2, 2), integer("ceil_mode", 1));
      unary(op, 19, kernel(), ints("strides", 2, 3), ints("pads", 1, 1, 1, 1), ceil());
      unary(
          op,
          19,
          ints("kernel_shape", 2, 2),
          ints("strides", 3, 3),
          ints("pads", 1, 1, 1, 1),
          ceil());
      unary(op, 19, ints("kernel_shape", 2, 2), ints("dilations", 2, 3));
      unary(op, 11, kernel(), ints("strides", 2, 2), text("auto_pad", "SAME_UPPER"));
      unary(op, 11, kernel(), ints("strides", 2, 2), text("auto_pad", "SAME_LOWER"));
    }
    ProtoWriter counted = integer("count_include_pad", 1);
    unary("AveragePool", 7, kernel(), ints("pads", 1, 0, 2, 1), counted);
    unary(
        "AveragePool",
        19,
        kernel(),
        ints("strides", 2, 2),
        ints("pads", 1, 1, 1, 1),
        ceil(),
        counted);
    unary(
        "AveragePool",
        19,
        ints("kernel_shape", 4, 4),
        ints("strides", 3, 3),
        ints("pads", 1, 0, 1, 0),
        ceil(),
        counted);
    unary("GlobalAveragePool", 7);
    unary("GlobalMaxPool", 7);
  }

  private static ProtoWriter kernel() {
    return ints("kernel_shape", 3, 3);
  }

  private static ProtoWriter ceil() {
    return integer("ceil_mode", 1);
  }

  private void conv(String name, int groups, int out, int kh, int kw, ProtoWriter... attributes) {
    add(
        "Conv " + name,
        11,
        b -> {
          weight(b, "w", out, 6 / groups, kh, kw);
          weight(b, "b", out);
          b.node("Conv", "y", List.of("x", "w", "b"), attributes);
        });
  }
}
