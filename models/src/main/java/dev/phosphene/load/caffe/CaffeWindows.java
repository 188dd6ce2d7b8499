package dev.phosphene.load.caffe;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.caffe.CaffeLayers.Single;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Imports convolutions, pooling and matrix products. */
final class CaffeWindows {
  private CaffeWindows() {}

  static void register(Map<String, Single> all) {
    all.put("Convolution", CaffeWindows::convolution);
    all.put("ConvolutionDepthwise", CaffeWindows::convolution);
    all.put("DepthwiseConvolution", CaffeWindows::convolution);
    all.put("Deconvolution", CaffeWindows::transpose);
    all.put("InnerProduct", CaffeWindows::product);
    all.put("Pooling", CaffeWindows::pooling);
  }

  private static String convolution(CaffeCall call) {
    CaffeFields settings = call.layer().settings("convolution_param");
    int[] k = pair(settings, "kernel_size", "kernel", 0);
    int out = out(settings);
    int in = call.shape(call.input()).c();
    boolean depthwise = !call.layer().type().equals("Convolution") && !settings.has("group");
    int groups = depthwise ? in : groups(settings, in, out);
    Parameter weight = call.parameter(0, out, in / groups, k[0], k[1]);
    return call.emit(
        new Op.Conv(weight, bias(call, settings, out), window(settings, k), groups), call.input());
  }

  private static int groups(CaffeFields settings, int in, int out) {
    int groups = CaffeCall.small(settings.integer("group", 1));
    if (groups < 1 || in % groups != 0 || out % groups != 0) {
      throw new Unsupported("%d groups of %d to %d channels".formatted(groups, in, out));
    }
    return groups;
  }

  private static int out(CaffeFields settings) {
    int out = CaffeCall.small(settings.integer("num_output", 0));
    if (out < 1) {
      throw new Unsupported("it lacks num_output");
    }
    return out;
  }

  private static @Nullable Parameter bias(CaffeCall call, CaffeFields settings, int out) {
    return settings.truth("bias_term", true) ? call.parameter(1, out) : null;
  }

  private static String transpose(CaffeCall call) {
    CaffeFields settings = call.layer().settings("convolution_param");
    int[] k = pair(settings, "kernel_size", "kernel", 0);
    int out = out(settings);
    int in = call.shape(call.input()).c();
    int groups = groups(settings, in, out);
    Parameter weight = call.parameter(0, in, out / groups, k[0], k[1]);
    return call.emit(
        new Op.ConvTranspose(weight, bias(call, settings, out), window(settings, k), 0, 0, groups),
        call.input());
  }

  private static Window window(CaffeFields settings, int[] kernel) {
    int[] stride = pair(settings, "stride", "stride", 1);
    int[] pad = pair(settings, "pad", "pad", 0);
    int[] dilation = pair(settings, "dilation", "dilation", 1);
    Window.Padding padding = new Window.Padding.Explicit(pad[0], pad[1], pad[0], pad[1]);
    return window(kernel, stride, dilation, padding);
  }

  private static Window window(int[] kernel, int[] stride, int[] dilation, Window.Padding padding) {
    try {
      return new Window(
          kernel[0], kernel[1], stride[0], stride[1], dilation[0], dilation[1], padding);
    } catch (IllegalArgumentException e) {
      throw new Unsupported(String.valueOf(e.getMessage()));
    }
  }

  /** Returns vertical, then horizontal: from one number for both, a list of two, or two fields. */
  private static int[] pair(CaffeFields settings, String both, String each, int otherwise) {
    List<Long> list = settings.integers(both);
    if (settings.has(each + "_h") || settings.has(each + "_w")) {
      return new int[] {
        CaffeCall.small(settings.integer(each + "_h", otherwise)),
        CaffeCall.small(settings.integer(each + "_w", otherwise))
      };
    } else if (list.isEmpty()) {
      return new int[] {otherwise, otherwise};
    } else if (list.size() > 2) {
      throw new Unsupported("its " + both + " is " + list + "; only two axes are supported");
    }
    return new int[] {CaffeCall.small(list.get(0)), CaffeCall.small(list.get(list.size() - 1))};
  }

  /** Multiplies all values of an example by a matrix {@code [out, c·h·w]}. */
  private static String product(CaffeCall call) {
    CaffeFields settings = call.layer().settings("inner_product_param");
    if (CaffeCall.axis(settings.integer("axis", 1)) != 1) {
      throw new Unsupported("its axis is not that of the channels");
    }
    Shape in = call.shape(call.input());
    int out = out(settings);
    int features = in.c() * in.h() * in.w();
    Parameter weight = call.parameter(0, out, features, 1, 1);
    if (settings.truth("transpose", false)) {
      weight = transposed(weight, out, features);
    }
    String flat = call.step("flat", new Op.Flatten(features), call.input());
    return call.emit(new Op.Conv(weight, bias(call, settings, out), Window.valid(1, 1), 1), flat);
  }

  private static Parameter transposed(Parameter from, int out, int in) {
    return from.computed(
        from.shape(),
        () -> {
          float[] theirs = from.anyValues();
          float[] ours = new float[theirs.length];
          for (int o = 0; o < out; o++) {
            for (int i = 0; i < in; i++) {
              ours[o * in + i] = theirs[i * out + o];
            }
          }
          return ours;
        });
  }

  /**
   * The number of windows is rounded up; with a border, a last window that would begin after the
   * input is dropped. Averages count the border, but nothing beyond it. (BVLC/caffe,
   * pooling_layer.cpp.)
   */
  private static String pooling(CaffeCall call) {
    CaffeFields settings = call.layer().settings("pooling_param");
    String method = settings.text("pool", "MAX");
    boolean mean = method.equals("AVE");
    if (!mean && !method.equals("MAX")) {
      throw new Unsupported("the method " + method + " is not supported");
    }
    if (settings.truth("global_pooling", false)) {
      return call.emit(mean ? new Op.GlobalAvgPool() : new Op.GlobalMaxPool(), call.input());
    }
    int[] k = pair(settings, "kernel_size", "kernel", 0);
    int[] stride = pair(settings, "stride", "stride", 1);
    int[] p = pair(settings, "pad", "pad", 0);
    for (int i = 0; i < 2; i++) {
      if (p[i] > 0 && (p[i] >= k[i] || (mean && p[i] > k[i] - stride[i]))) {
        throw new Unsupported("a border of " + p[i] + " is too wide for its window");
      }
    }
    boolean up = !settings.text("round_mode", "CEIL").equals("FLOOR");
    boolean bordered = p[0] > 0 || p[1] > 0;
    String in = call.input();
    if (mean && bordered) {
      in = call.step("border", new Op.Pad(p[0], p[1], p[0], p[1], 0), in);
      p = new int[2];
    }
    Window.Padding padding =
        up
            ? new Window.Padding.Ceil(p[0], p[1], p[0], p[1])
            : new Window.Padding.Explicit(p[0], p[1], p[0], p[1]);
    Window window = window(k, stride, new int[] {1, 1}, padding);
    return call.emit(mean ? new Op.AvgPool(window, false) : new Op.MaxPool(window), in);
  }
}
