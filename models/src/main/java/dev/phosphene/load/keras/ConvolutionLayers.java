package dev.phosphene.load.keras;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.load.keras.LayerImporters.Lowering;
import dev.phosphene.tensor.Shape;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Imports layers with a kernel: convolutions, and the dense layer as a 1×1 convolution. */
final class ConvolutionLayers {
  private ConvolutionLayers() {}

  static void register(Map<String, Lowering> all) {
    all.put("Conv2D", ConvolutionLayers::conv);
    all.put("Convolution2D", ConvolutionLayers::conv);
    all.put("DepthwiseConv2D", ConvolutionLayers::depthwise);
    all.put("SeparableConv2D", ConvolutionLayers::separable);
    all.put("SeparableConvolution2D", ConvolutionLayers::separable);
    all.put("Conv2DTranspose", ConvolutionLayers::transpose);
    all.put("Convolution2DTranspose", ConvolutionLayers::transpose);
    all.put("Dense", ConvolutionLayers::dense);
  }

  private static KerasValue.Known conv(LayerCall call) {
    KerasValue.Known in = call.picture();
    int[] kernel = call.config().pair("kernel_size", 1);
    int groups = positive(call, "groups");
    int channels = call.channels(in);
    int filters = filters(call, "filters");
    if (channels % groups != 0 || filters % groups != 0) {
      throw new UnsupportedLayer(
          "%d groups do not fit %d channels to %d".formatted(groups, channels, filters));
    }
    int each = channels / groups;
    Parameter weight =
        call.parameter(
            "kernel",
            0,
            Shape.of(filters, each, kernel[0], kernel[1]),
            kernel[0],
            kernel[1],
            each,
            filters);
    Window window = window(call, kernel, call.config().pair("dilation_rate", 1));
    return ActivationLayers.after(
        call, new Op.Conv(weight, bias(call, filters, 1), window, groups), in);
  }

  /** Channel c of the input yields channels c·m … c·m + m − 1 of the output. */
  private static KerasValue.Known depthwise(LayerCall call) {
    KerasValue.Known in = call.picture();
    Op.Conv conv = depthwise(call, in, "depthwise_kernel|kernel", 1);
    return ActivationLayers.after(call, conv, in);
  }

  private static Op.Conv depthwise(
      LayerCall call, KerasValue.Known in, String role, int biasPlace) {
    int[] kernel = call.config().pair("kernel_size", 1);
    int channels = call.channels(in);
    int multiplier = positive(call, "depth_multiplier");
    int out = Math.multiplyExact(channels, multiplier);
    Parameter weight =
        call.parameter(
            role,
            0,
            Shape.of(out, 1, kernel[0], kernel[1]),
            kernel[0],
            kernel[1],
            channels,
            multiplier);
    Window window = window(call, kernel, call.config().pair("dilation_rate", 1));
    @Nullable Parameter bias = biasPlace > 0 ? bias(call, out, biasPlace) : null;
    return new Op.Conv(weight, bias, window, channels);
  }

  private static KerasValue.Known separable(LayerCall call) {
    KerasValue.Known in = call.picture();
    Op.Conv depthwise = depthwise(call, in, "depthwise_kernel", 0);
    KerasValue.Known middle = call.step("depthwise", depthwise, in);
    int channels = call.channels(middle);
    int filters = filters(call, "filters");
    Parameter weight =
        call.parameter(
            "pointwise_kernel", 1, Shape.of(filters, channels, 1, 1), 1, 1, channels, filters);
    Op pointwise = new Op.Conv(weight, bias(call, filters, 2), Window.valid(1, 1), 1);
    return ActivationLayers.after(call, pointwise, middle);
  }

  /**
   * Transposed convolution: "same" gives {@code in · stride} positions, "valid" {@code (in − 1) ·
   * stride + max(kernel, stride)}.
   */
  private static KerasValue.Known transpose(LayerCall call) {
    KerasValue.Known in = call.picture();
    if (call.config().has("output_padding") || positive(call, "groups") != 1) {
      throw new UnsupportedLayer("output_padding and groups are not supported");
    }
    int[] kernel = call.config().pair("kernel_size", 1);
    int[] strides = call.config().pair("strides", 1);
    int[] dilation = call.config().pair("dilation_rate", 1);
    int channels = call.channels(in);
    int filters = filters(call, "filters");
    Parameter weight =
        call.parameter(
            "kernel",
            0,
            Shape.of(channels, filters, kernel[0], kernel[1]),
            kernel[0],
            kernel[1],
            filters,
            channels);
    boolean same = window(call, kernel, dilation).padding() instanceof Window.Padding.Same;
    int[] cut = new int[2]; // along rows and columns
    int[] extra = new int[2];
    for (int i = 0; i < 2; i++) {
      int over = (kernel[i] - 1) * dilation[i] + 1 - strides[i];
      cut[i] = same ? Math.max(over, 0) : 0;
      extra[i] = Math.max(-over, 0);
    }
    Window.Padding padding =
        new Window.Padding.Explicit(
            cut[0] / 2, cut[1] / 2, cut[0] - cut[0] / 2, cut[1] - cut[1] / 2);
    Window window =
        new Window(kernel[0], kernel[1], strides[0], strides[1], dilation[0], dilation[1], padding);
    Op op = new Op.ConvTranspose(weight, bias(call, filters, 1), window, extra[0], extra[1], 1);
    return ActivationLayers.after(call, op, in);
  }

  private static KerasValue.Known dense(LayerCall call) {
    KerasValue.Known in = call.input();
    if (in.form() == KerasValue.Form.IMAGE && call.channelsFirst()) {
      throw new UnsupportedLayer("the last axis of its input does not hold the channels");
    }
    int channels = call.channels(in);
    int units = filters(call, "units");
    Parameter weight =
        call.parameter("kernel", 0, Shape.of(units, channels, 1, 1), channels, units);
    return ActivationLayers.after(
        call, new Op.Conv(weight, bias(call, units, 1), Window.valid(1, 1), 1), in);
  }

  private static @Nullable Parameter bias(LayerCall call, int channels, int place) {
    return call.config().truth("use_bias", true)
        ? call.parameter("bias", place, Shape.of(channels), channels)
        : null;
  }

  private static int filters(LayerCall call, String key) {
    int filters = call.config().integer(key, 0);
    if (filters < 1) {
      throw call.config().wrong(key, "a positive integer", call.config().json().get(key));
    }
    return filters;
  }

  private static int positive(LayerCall call, String key) {
    return Math.max(call.config().integer(key, 1), 1);
  }

  /** Returns the layer's stride, padding and dilation as a window. */
  static Window window(LayerCall call, int[] kernel, int[] dilation) {
    int[] strides = call.config().pair("strides", 1);
    return window(call, kernel, strides, dilation);
  }

  static Window window(LayerCall call, int[] kernel, int[] strides, int[] dilation) {
    String name = call.config().text("padding", "valid").toLowerCase(Locale.ROOT);
    Window.Padding padding =
        switch (name) {
          case "same" -> new Window.Padding.Same();
          case "valid" -> new Window.Padding.Explicit(0, 0, 0, 0);
          default -> throw new UnsupportedLayer("the padding \"" + name + "\" is not supported");
        };
    return new Window(
        kernel[0], kernel[1], strides[0], strides[1], dilation[0], dilation[1], padding);
  }
}
