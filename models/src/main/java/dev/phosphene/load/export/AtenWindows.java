package dev.phosphene.load.export;

import dev.phosphene.load.Unsupported;
import dev.phosphene.load.export.AtenOperators.Translator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators that slide a window: convolution and pooling. */
final class AtenWindows {
  private AtenWindows() {}

  static void register(Map<String, Translator> all) {
    all.put("conv2d", AtenWindows::conv);
    all.put("convolution", AtenWindows::conv);
    all.put("_convolution", AtenWindows::conv);
    all.put("_convolution_mode", AtenWindows::conv);
    all.put("conv_transpose2d", call -> transposed(call, call.tensor("weight")));
    all.put("max_pool2d", call -> maxPool(call, call.tensor("self")));
    all.put("max_pool2d_with_indices", call -> maxPool(call, call.tensor("self")));
    all.put("avg_pool2d", AtenWindows::averagePool);
    all.put("adaptive_avg_pool2d", call -> adaptive(call, true));
    all.put("_adaptive_avg_pool2d", call -> adaptive(call, true));
    all.put("adaptive_max_pool2d", call -> adaptive(call, false));
  }

  private static void conv(AtenCall call) {
    String weight = call.tensor("weight");
    if (call.flag("transposed", false)) {
      transposed(call, weight);
      return;
    }
    List<Long> dilation = call.pair("dilation", 1);
    call.emit("Conv", inputs(call, weight))
        .with("strides", call.pair("stride", 1))
        .with("pads", pads(call, weight, dilation))
        .with("dilations", dilation)
        .with("group", call.whole("groups", 1));
  }

  private static String[] inputs(AtenCall call, String weight) {
    List<String> inputs = new ArrayList<>(List.of(call.tensor("input"), weight));
    call.optional("bias").ifPresent(inputs::add);
    return inputs.toArray(String[]::new);
  }

  /** Top, left, bottom, right; {@code same} has the larger half behind. */
  private static List<Long> pads(AtenCall call, String weight, List<Long> dilation) {
    if (!call.isText("padding")) {
      return twice(call.pair("padding", 0));
    }
    String kind = call.text("padding", "");
    if (kind.equals("valid")) {
      return List.of(0L, 0L, 0L, 0L);
    } else if (!kind.equals("same")) {
      throw new Unsupported("the padding \"" + kind + "\"");
    }
    long rows = dilation.get(0) * (call.extent(weight, 2) - 1);
    long columns = dilation.get(1) * (call.extent(weight, 3) - 1);
    return List.of(rows / 2, columns / 2, rows - rows / 2, columns - columns / 2);
  }

  private static List<Long> twice(List<Long> pair) {
    return List.of(pair.get(0), pair.get(1), pair.get(0), pair.get(1));
  }

  private static void transposed(AtenCall call, String weight) {
    call.emit("ConvTranspose", inputs(call, weight))
        .with("strides", call.pair("stride", 1))
        .with("pads", twice(call.pair("padding", 0)))
        .with("dilations", call.pair("dilation", 1))
        .with("output_padding", call.pair("output_padding", 0))
        .with("group", call.whole("groups", 1));
  }

  /** The stride is the kernel where none is given. */
  private static List<Long> strides(AtenCall call, List<Long> kernel) {
    return call.wholes("stride", List.of()).isEmpty() ? kernel : call.pair("stride", 1);
  }

  private static void maxPool(AtenCall call, String in) {
    List<Long> kernel = call.pair("kernel_size", 1);
    call.emit("MaxPool", in)
        .with("kernel_shape", kernel)
        .with("strides", strides(call, kernel))
        .with("pads", twice(call.pair("padding", 0)))
        .with("dilations", call.pair("dilation", 1))
        .with("ceil_mode", call.whole("ceil_mode", 0));
  }

  private static void averagePool(AtenCall call) {
    if (call.has("divisor_override")) {
      throw new Unsupported("it divides by another number than that of its values");
    }
    List<Long> kernel = call.pair("kernel_size", 1);
    call.emit("AveragePool", call.tensor("self"))
        .with("kernel_shape", kernel)
        .with("strides", strides(call, kernel))
        .with("pads", twice(call.pair("padding", 0)))
        .with("ceil_mode", call.whole("ceil_mode", 0))
        .with("count_include_pad", call.whole("count_include_pad", 1));
  }

  /**
   * So many windows that they cover the image: the i-th of n reaches from {@code ⌊i·size/n⌋} to
   * {@code ⌈(i+1)·size/n⌉} (pytorch, aten/src/ATen/native/AdaptivePooling.h).
   */
  private static void adaptive(AtenCall call, boolean average) {
    String in = call.tensor("self");
    List<Long> out = call.pair("output_size", 1);
    if (out.equals(List.of(1L, 1L))) {
      call.emit(average ? "GlobalAveragePool" : "GlobalMaxPool", in);
      return;
    }
    int rows = (int) Math.min(call.extent(in, -2), 1 << 16);
    int columns = (int) Math.min(call.extent(in, -1), 1 << 16);
    long toRows = out.get(0);
    long toColumns = out.get(1);
    if (toRows < 1 || toColumns < 1 || toRows > 1 << 16 || toColumns > 1 << 16) {
      throw new Unsupported("the output size " + out);
    }
    if (rows % toRows == 0 && columns % toColumns == 0) {
      List<Long> kernel = List.of(rows / toRows, columns / toColumns);
      call.emit(average ? "AveragePool" : "MaxPool", in)
          .with("kernel_shape", kernel)
          .with("strides", kernel);
    } else if (average) {
      String left = means(call, "rows", rows, (int) toRows, false);
      String right = means(call, "columns", columns, (int) toColumns, true);
      call.emit("MatMul", call.step("down", "MatMul", left, in).name(), right);
    } else {
      throw new Unsupported("the largest of " + rows + "×" + columns + " in windows " + out);
    }
  }

  /** The matrix that takes means over the windows. */
  private static String means(
      AtenCall call, String title, int size, int windows, boolean transposed) {
    if ((long) size * windows > 1 << 20) {
      throw new Unsupported("means over " + windows + " windows of " + size);
    }
    double[] matrix = new double[size * windows];
    for (int i = 0; i < windows; i++) {
      int first = (int) ((long) i * size / windows);
      int end = (int) (((i + 1L) * size + windows - 1) / windows);
      for (int k = first; k < end; k++) {
        matrix[transposed ? k * windows + i : i * size + k] = 1.0 / (end - first);
      }
    }
    List<Integer> extents = transposed ? List.of(size, windows) : List.of(windows, size);
    return call.array(title, extents, true, matrix);
  }
}
