package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Window;
import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.List;
import java.util.Map;

/** Imports windowed operators: convolution and pooling. */
final class Windows {
  private Windows() {}

  static void register(Map<String, Lowering> all) {
    all.put("Conv", Windows::conv);
    all.put("ConvTranspose", Windows::convTranspose);
    all.put("LpPool", Windows::lpPool);
    all.put("GlobalLpPool", Windows::globalLpPool);
    all.put("MaxPool", Windows::maxPool);
    all.put("AveragePool", Windows::averagePool);
    all.put("GlobalAveragePool", c -> Operators.one(c.emit(new Op.GlobalAvgPool(), c.picture(0))));
    all.put("GlobalMaxPool", c -> Operators.one(c.emit(new Op.GlobalMaxPool(), c.picture(0))));
  }

  static List<OnnxValue> conv(NodeCall call) {
    OnnxValue.Map in = call.picture(0);
    Constant weight = call.constant(1);
    if (weight.rank() != 4) {
      throw new UnsupportedNode(
          "its kernel is " + weight.extents() + "; only pictures are supported");
    }
    int[] kernel = weight.extents().stream().mapToInt(e -> e).toArray();
    List<Long> given = call.integers("kernel_shape");
    if (!given.isEmpty() && !given.equals(List.of((long) kernel[2], (long) kernel[3]))) {
      throw new UnsupportedNode(
          "its kernel_shape " + given + " is not that of " + weight.extents());
    }
    int groups = NodeCall.small(call.integer("group", 1));
    if (groups < 1 || kernel[0] % groups != 0) {
      throw new UnsupportedNode(groups + " groups do not fit a kernel of " + weight.extents());
    }
    Parameter bias = call.optional(2).map(constant -> vector(constant, kernel[0])).orElse(null);
    Window window = window(call, kernel[2], kernel[3]);
    Op conv = new Op.Conv(weight.parameter(kernel), bias, window, groups);
    return Operators.one(call.emit(conv, in));
  }

  private static List<OnnxValue> convTranspose(NodeCall call) {
    OnnxValue.Map in = call.picture(0);
    Constant weight = call.constant(1);
    if (weight.rank() != 4) {
      throw new UnsupportedNode(
          "its kernel is " + weight.extents() + "; only pictures are supported");
    }
    int[] kernel = weight.extents().stream().mapToInt(e -> e).toArray();
    int groups = NodeCall.small(call.integer("group", 1));
    if (groups < 1 || kernel[0] % groups != 0) {
      throw new UnsupportedNode(groups + " groups do not fit a kernel of " + weight.extents());
    }
    int out = kernel[1] * groups;
    Parameter bias = call.optional(2).map(constant -> vector(constant, out)).orElse(null);
    int[] strides = pair(call, "strides", 1);
    int[] dilations = pair(call, "dilations", 1);
    int[] extra = pair(call, "output_padding", 0);
    int[] cut = cut(call, in, kernel, strides, dilations, extra);
    Window.Padding padding = new Window.Padding.Explicit(cut[0], cut[1], cut[2], cut[3]);
    try {
      Window window =
          new Window(
              kernel[2], kernel[3], strides[0], strides[1], dilations[0], dilations[1], padding);
      Op op =
          new Op.ConvTranspose(weight.parameter(kernel), bias, window, extra[0], extra[1], groups);
      return Operators.one(call.emit(op, in));
    } catch (IllegalArgumentException e) {
      throw new UnsupportedNode(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Returns a transposed convolution's cropping: top, left, bottom, right. The output shape may
   * determine it; {@code extra} grows where the output is padded instead.
   */
  private static int[] cut(
      NodeCall call, OnnxValue.Map in, int[] kernel, int[] strides, int[] dilations, int[] extra) {
    String auto = call.text("auto_pad", "NOTSET");
    List<Long> shape = call.integers("output_shape");
    List<Long> pads = call.integers("pads");
    if (shape.isEmpty() && !auto.startsWith("SAME")) {
      return auto.equals("VALID") || pads.isEmpty()
          ? new int[4]
          : pads.stream().mapToInt(NodeCall::small).toArray();
    }
    int[] cut = new int[4];
    for (int i = 0; i < 2; i++) {
      int extent = in.extents().get(i + 2);
      long left = shape.isEmpty() ? (long) extent * strides[i] : shape.get(shape.size() - 2 + i);
      long reach = (kernel[i + 2] - 1L) * dilations[i] + 1;
      long all = strides[i] * (extent - 1L) + extra[i] + reach - left;
      if (all < 0) {
        extra[i] += NodeCall.small(-all);
        all = 0;
      }
      int less = NodeCall.small(all / 2);
      int more = NodeCall.small(all - all / 2);
      cut[i] = auto.equals("SAME_UPPER") ? less : more;
      cut[i + 2] = auto.equals("SAME_UPPER") ? more : less;
    }
    return cut;
  }

  /** {@code (Σ |x|^p)^(1/p)}: the mean of the powers times their count, then the root. */
  private static List<OnnxValue> lpPool(NodeCall call) {
    Window window = pooling(call);
    if (window.padding() instanceof Window.Padding.Ceil) {
      throw new UnsupportedNode("ceil_mode is not supported");
    }
    int area = window.kernelH() * window.kernelW();
    return root(call, new Op.AvgPool(window, true), area);
  }

  private static List<OnnxValue> globalLpPool(NodeCall call) {
    OnnxValue.Map sum = call.step("columns", new Op.Reduce(Op.Reduction.SUM, 3), powers(call));
    OnnxValue.Map all = call.step("rows", new Op.Reduce(Op.Reduction.SUM, 2), sum);
    return Operators.one(
        call.emit(new Op.Pointwise(ScalarFunction.POWER, 1, 1 / order(call)), all));
  }

  private static float order(NodeCall call) {
    return Math.max(NodeCall.small(call.integer("p", 2)), 1);
  }

  private static OnnxValue.Map powers(NodeCall call) {
    OnnxValue.Map size = call.step("size", new Op.Pointwise(ScalarFunction.ABS), call.picture(0));
    return call.step("power", new Op.Pointwise(ScalarFunction.POWER, 1, order(call)), size);
  }

  private static List<OnnxValue> root(NodeCall call, Op mean, int area) {
    OnnxValue.Map means = call.step("mean", mean, powers(call));
    float factor = (float) Math.pow(area, 1 / order(call));
    return Operators.one(
        call.emit(new Op.Pointwise(ScalarFunction.POWER, factor, 1 / order(call)), means));
  }

  private static Parameter vector(Constant constant, int length) {
    if (constant.size() != length) {
      throw new UnsupportedNode(
          "its bias has %d values for %d channels".formatted(constant.size(), length));
    }
    return constant.parameter(length);
  }

  private static List<OnnxValue> maxPool(NodeCall call) {
    if (call.integer("storage_order", 0) != 0) {
      throw new UnsupportedNode("storage_order 1 is not supported");
    }
    return Operators.one(call.emit(new Op.MaxPool(pooling(call)), call.picture(0)));
  }

  private static List<OnnxValue> averagePool(NodeCall call) {
    OnnxValue.Map in = call.picture(0);
    Window window = pooling(call);
    boolean count = call.integer("count_include_pad", 0) != 0;
    if (count && window.padding() instanceof Window.Padding.Ceil border) {
      // The fixed border counts, but not what ceil mode adds: so the border becomes zeros.
      Op pad = new Op.Pad(border.top(), border.left(), border.bottom(), border.right(), 0);
      Window rest = window.with(new Window.Padding.Ceil(0, 0, 0, 0));
      return Operators.one(call.emit(new Op.AvgPool(rest, false), call.step("border", pad, in)));
    }
    return Operators.one(call.emit(new Op.AvgPool(window, count), in));
  }

  private static Window pooling(NodeCall call) {
    List<Long> kernel = call.integers("kernel_shape");
    if (kernel.size() != 2) {
      throw new UnsupportedNode("its kernel_shape is " + kernel + "; only pictures are supported");
    }
    Window window = window(call, NodeCall.small(kernel.get(0)), NodeCall.small(kernel.get(1)));
    Window.Padding padding = window.padding();
    int most =
        padding instanceof Window.Padding.Explicit e
            ? Math.max(Math.max(e.top(), e.bottom()), Math.max(e.left(), e.right()))
            : 0;
    if (most >= Math.max(window.kernelH(), window.kernelW()) * 1L * window.dilationH()) {
      throw new UnsupportedNode(
          "a border as wide as the kernel leaves windows with nothing in them");
    }
    return window;
  }

  private static Window window(NodeCall call, int kernelH, int kernelW) {
    int[] strides = pair(call, "strides", 1);
    int[] dilations = pair(call, "dilations", 1);
    try {
      return new Window(
          kernelH, kernelW, strides[0], strides[1], dilations[0], dilations[1], padding(call));
    } catch (IllegalArgumentException e) {
      throw new UnsupportedNode(String.valueOf(e.getMessage()));
    }
  }

  private static Window.Padding padding(NodeCall call) {
    List<Long> pads = call.integers("pads"); // top, left, bottom, right
    if (!pads.isEmpty() && pads.size() != 4) {
      throw new UnsupportedNode("its pads are " + pads + ", expected four");
    }
    int[] p = pads.isEmpty() ? new int[4] : pads.stream().mapToInt(NodeCall::small).toArray();
    return switch (call.text("auto_pad", "NOTSET")) {
      case "SAME_UPPER" -> new Window.Padding.Same();
      case "SAME_LOWER" -> new Window.Padding.SameLower();
      case "VALID" -> explicit(call, new int[4]);
      case "NOTSET", "" -> explicit(call, p);
      default -> throw new UnsupportedNode("unknown auto_pad");
    };
  }

  private static Window.Padding explicit(NodeCall call, int[] p) {
    return call.integer("ceil_mode", 0) == 0
        ? new Window.Padding.Explicit(p[0], p[1], p[2], p[3])
        : new Window.Padding.Ceil(p[0], p[1], p[2], p[3]);
  }

  private static int[] pair(NodeCall call, String name, int otherwise) {
    List<Long> two = call.integers(name);
    if (two.isEmpty()) {
      return new int[] {otherwise, otherwise};
    } else if (two.size() != 2) {
      throw new UnsupportedNode("its " + name + " are " + two + ", expected two");
    }
    return new int[] {NodeCall.small(two.get(0)), NodeCall.small(two.get(1))};
  }
}
