package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Imports convolutions and products of quantized numbers. As with {@link QuantizationOperators}, a
 * value of the image is the number that its steps stand for, with their range and without rounding;
 * so each becomes the convolution or product before quantization, and its gradient goes straight
 * through.
 */
final class QuantizedProducts {
  /** Name of the zero point of what is quantized with a scale of its own for each image. */
  private static final String DYNAMIC = "the zero point of DynamicQuantizeLinear";

  private QuantizedProducts() {}

  /** Registers what keeps to images. */
  static void pictures(Map<String, Lowering> all) {
    all.put("DynamicQuantizeLinear", QuantizedProducts::dynamic);
    all.put("ConvInteger", call -> integers(call, Windows::conv, 0));
    all.put("MatMulInteger", call -> integers(call, Products::matMul, -1));
    all.put("QLinearConv", QuantizedProducts::conv);
    all.put("QLinearMatMul", call -> matMul(call, Products::matMul));
  }

  /** Registers what takes tensors of any rank. */
  static void tensors(Map<String, Lowering> all) {
    all.put("MatMulInteger", call -> integers(call, TensorProducts::matMul, -1));
    all.put("QLinearMatMul", call -> matMul(call, TensorProducts::matMul));
  }

  /** Passes the value on, with a scale of 1 and a zero point of 0. */
  private static List<OnnxValue> dynamic(NodeCall call) {
    OnnxValue value = call.value(0);
    if (value instanceof OnnxValue.Fixed) {
      throw new UnsupportedNode("its input is a constant");
    }
    return List.of(
        value,
        new OnnxValue.Fixed(Constant.of("one", List.of(), true, 1)),
        new OnnxValue.Fixed(Constant.of(DYNAMIC, List.of(), false, 0)));
  }

  /** Computes with the weights minus their zero point; the file multiplies by the scales behind. */
  private static List<OnnxValue> integers(NodeCall call, Lowering product, int axis) {
    if (!call.has(2) || !call.constant(2).name().equals(DYNAMIC)) {
      throw new UnsupportedNode("its first input is not what DynamicQuantizeLinear gives");
    }
    Constant one = Constant.of("one", List.of(), true, 1);
    return product.apply(
        call.part(null, call.value(0), weight(call.constant(1), one, call.optional(3), axis)));
  }

  private static List<OnnxValue> conv(NodeCall call) {
    Constant scale = call.constant(4);
    OnnxValue kernel = weight(call.constant(3), scale, call.optional(5), 0);
    List<OnnxValue> inputs = new ArrayList<>(List.of(call.value(0), kernel));
    if (call.has(8)) { // its steps are those of the products
      double step = call.constant(1).single();
      Constant bias = scale.mapped(each -> each * step);
      inputs.add(weight(call.constant(8), bias, Optional.empty(), 0));
    }
    NodeCall inner = call.part("conv", inputs.toArray(OnnxValue[]::new));
    return clipped(call, Windows.conv(inner).get(0), 6);
  }

  private static List<OnnxValue> matMul(NodeCall call, Lowering product) {
    OnnxValue matrix = weight(call.constant(3), call.constant(4), call.optional(5), -1);
    return clipped(call, product.apply(call.part("product", call.value(0), matrix)).get(0), 6);
  }

  /** Keeps the range of a result, which is often an activation in disguise. */
  private static List<OnnxValue> clipped(NodeCall call, OnnxValue result, int scale) {
    Constant zero = call.constant(scale + 1);
    double step = call.constant(scale).single();
    double low = (zero.type().least() - zero.single()) * step;
    double high = (zero.type().most() - zero.single()) * step;
    Op clip = new Op.Pointwise(ScalarFunction.CLIP, (float) low, (float) high);
    return Pointwise.apply(call.part(null, result), clip);
  }

  private static OnnxValue weight(
      Constant steps, Constant scale, Optional<Constant> zero, int axis) {
    int size = Math.max(scale.size(), zero.map(Constant::size).orElse(1));
    return QuantizationOperators.dequantized(
        steps, repeated(scale, size), zero.map(each -> repeated(each, size)), axis);
  }

  /** Returns a vector of that size from as many numbers or from one. */
  private static Constant repeated(Constant numbers, int size) {
    if (numbers.size() == size) {
      return size == 1 ? numbers.reshaped(List.of()) : numbers.reshaped(List.of(size));
    }
    double[] all = new double[size];
    Arrays.fill(all, numbers.single());
    return Constant.of(numbers.name(), List.of(size), true, all);
  }
}
