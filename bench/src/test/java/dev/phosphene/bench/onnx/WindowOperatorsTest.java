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
    deconv("plain", 1, 4, 3, 2);
    deconv("strided", 1, 4, 3, 3, ints("strides", 2, 3));
    deconv("cut", 1, 4, 3, 3, ints("strides", 2, 2), ints("pads", 1, 0, 0, 2));
    deconv("wider", 1, 4, 3, 3, ints("strides", 2, 3), ints("output_padding", 1, 2));
    deconv("of PyTorch", 1, 4, 3, 3, ints("strides", 2, 2), ints("pads", 1, 1, 1, 1), more());
    deconv("of one shape", 1, 4, 3, 3, ints("strides", 2, 2), ints("output_shape", 18, 15));
    deconv("of a larger shape", 1, 4, 2, 2, ints("strides", 3, 3), ints("output_shape", 27, 24));
    deconv("dilated", 1, 4, 3, 2, ints("dilations", 2, 3), ints("strides", 2, 1));
    deconv("grouped", 3, 2, 3, 2, integer("group", 3), ints("strides", 2, 2));
    deconv("depthwise", 6, 1, 4, 4, integer("group", 6), ints("strides", 2, 2));
    for (String auto : List.of("SAME_UPPER", "SAME_LOWER", "VALID")) {
      deconv(auto, 1, 4, 4, 3, text("auto_pad", auto), ints("strides", 2, 2));
      deconv(auto + " odd", 1, 4, 4, 4, text("auto_pad", auto), ints("strides", 3, 1));
    }
    add(
        "ConvTranspose without bias",
        11,
        b -> {
          weight(b, "w", 6, 4, 2, 2);
          b.node("ConvTranspose", "y", List.of("x", "w"), ints("strides", 2, 2));
        });
    for (int p : new int[] {1, 2, 3}) {
      unary("LpPool", 11, kernel(), integer("p", p));
      unary("LpPool", 11, kernel(), integer("p", p), ints("pads", 1, 0, 1, 2));
      unary("LpPool", 18, kernel(), ints("strides", 2, 3), integer("p", p));
      unary("GlobalLpPool", 11, integer("p", p));
    }
    unary("LpPool", 18, ints("kernel_shape", 2, 2), ints("dilations", 2, 3));
    unary("LpPool", 18, kernel(), ints("strides", 2, 2), text("auto_pad", "SAME_UPPER"));
  }

  private static ProtoWriter more() {
    return ints("output_padding", 1, 1);
  }

  private void deconv(String name, int groups, int out, int kh, int kw, ProtoWriter... attributes) {
    add(
        "ConvTranspose " + name,
        11,
        b -> {
          weight(b, "w", 6, out, kh, kw);
          weight(b, "b", out * groups);
          b.node("ConvTranspose", "y", List.of("x", "w", "b"), attributes);
        });
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
