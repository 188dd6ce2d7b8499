package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.load.onnx.Operators.Lowering;
import dev.phosphene.tensor.Lines;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Imports quantized numbers, {@code scale · (q − zero point)}. Weights are dequantized when read.
 * Image values keep only their range, which is often an activation in disguise; they are not
 * rounded, since rounding has no gradient: the network computed is the one before quantization, up
 * to half a step.
 */
final class QuantizationOperators {
  private QuantizationOperators() {}

  static void register(Map<String, Lowering> all) {
    all.put("QuantizeLinear", QuantizationOperators::quantize);
    all.put("DequantizeLinear", QuantizationOperators::dequantize);
  }

  private static List<OnnxValue> quantize(NodeCall call) {
    ElementType type = type(call);
    double scale = call.constant(1).single();
    double zero = call.optional(2).map(Constant::single).orElse(0.0);
    if (call.value(0) instanceof OnnxValue.Fixed fixed) {
      Constant steps =
          fixed
              .constant()
              .mapped(
                  x -> Math.min(Math.max(Math.rint(x / scale) + zero, type.least()), type.most()));
      return Operators.one(new OnnxValue.Fixed(steps.cast(type)));
    }
    double low = (type.least() - zero) * scale;
    double high = (type.most() - zero) * scale;
    return Pointwise.apply(call, new Op.Pointwise(ScalarFunction.CLIP, (float) low, (float) high));
  }

  /** Returns the zero point's type; without one, the declared type, or bytes. */
  private static ElementType type(NodeCall call) {
    Optional<ElementType> told = ElementType.of((int) call.integer("output_dtype", 0));
    ElementType type =
        call.optional(2).map(Constant::type).or(() -> told).orElse(ElementType.UINT8);
    if (type.real || type.bytes > 4) {
      throw new UnsupportedNode("numbers of the type " + type + " are no quantized ones");
    }
    return type;
  }

  private static List<OnnxValue> dequantize(NodeCall call) {
    if (!(call.value(0) instanceof OnnxValue.Fixed fixed)) {
      return Operators.one(call.value(0)); // which kept its scale
    } else if (call.integer("block_size", 0) != 0) {
      throw new UnsupportedNode("scales by block are not supported");
    }
    Constant scale = call.constant(1);
    return Operators.one(
        dequantized(fixed.constant(), scale, call.optional(2), call.integer("axis", 1)));
  }

  /** Returns the numbers that quantized ones stand for, with a scale for all or along an axis. */
  static OnnxValue.Fixed dequantized(
      Constant steps, Constant scale, Optional<Constant> zero, long along) {
    int size = scale.size();
    boolean vector = scale.rank() == 1 && size > 1;
    int axis = vector ? NodeCall.axis(along, steps.rank()) : 0;
    if (size == 0
        || scale.rank() > 1
        || (vector && steps.extents().get(axis) != size)
        || zero.map(Constant::size).orElse(size) != size) {
      throw new UnsupportedNode(
          "its scale is %s for values %s".formatted(scale.extents(), steps.extents()));
    }
    int inner = vector ? Lines.along(steps.shape(), axis + 1).inner() : 1;
    return new OnnxValue.Fixed(
        new Constant(
            steps.name(),
            steps.extents(),
            ElementType.FLOAT,
            () -> {
              float[] values = steps.floats().get();
              double[] factors = scale.few();
              double[] zeros = zero.map(Constant::few).orElse(new double[size]);
              for (int i = 0; i < values.length; i++) {
                int place = i / inner % size;
                values[i] = (float) ((values[i] - zeros[place]) * factors[place]);
              }
              return values;
            },
            () -> {
              double[] values = steps.numbers().get();
              double[] factors = scale.few();
              double[] zeros = zero.map(Constant::few).orElse(new double[size]);
              for (int i = 0; i < values.length; i++) {
                int place = i / inner % size;
                values[i] = (values[i] - zeros[place]) * factors[place];
              }
              return values;
            },
            0,
            steps.depth() + 1));
  }
}
