package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.load.onnx.Operators.Lowering;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Imports matrix products with weights, as 1×1 convolutions over the channels. */
final class Products {
  private Products() {}

  static void register(Map<String, Lowering> all) {
    all.put("Gemm", Products::gemm);
    all.put("MatMul", Products::matMul);
  }

  private static List<OnnxValue> gemm(NodeCall call) {
    OnnxValue.Map in = call.map(0);
    if (call.integer("transA", 0) != 0 || !in.isIn(Kind.BATCH, Kind.CHANNEL)) {
      throw new UnsupportedNode("its first input is not [n, features]");
    }
    Constant weight = matrix(call);
    if (call.integer("transB", 0) == 0) {
      weight = weight.transposed();
    }
    int out = weight.extents().get(0);
    float alpha = call.real("alpha", 1);
    float beta = call.real("beta", 1);
    Parameter bias = call.optional(2).map(c -> scaled(bias(c, out), beta)).orElse(null);
    return Operators.one(call.emit(conv(scaled(kernel(weight), alpha), bias), in));
  }

  static List<OnnxValue> matMul(NodeCall call) {
    OnnxValue.Map in = call.map(0);
    boolean last = in.whole() && in.the(Kind.CHANNEL) == in.rank() - 1;
    if (!last) {
      throw new UnsupportedNode("the last axis of its first input does not hold the channels");
    }
    return Operators.one(call.emit(conv(kernel(matrix(call).transposed()), null), in));
  }

  private static Constant matrix(NodeCall call) {
    Constant matrix = call.constant(1);
    if (matrix.rank() != 2 || matrix.size() == 0) {
      throw new UnsupportedNode("its weights are " + matrix.extents() + ", expected a matrix");
    }
    return matrix;
  }

  private static Parameter kernel(Constant matrix) {
    return matrix.parameter(matrix.extents().get(0), matrix.extents().get(1), 1, 1);
  }

  private static Parameter bias(Constant constant, int out) {
    if (constant.size() == out) {
      return constant.parameter(out);
    } else if (constant.size() == 1) {
      return Pointwise.repeated((float) constant.single(), out);
    }
    throw new UnsupportedNode("its bias is " + constant.extents() + " for " + out + " features");
  }

  private static Op conv(Parameter weight, @Nullable Parameter bias) {
    return new Op.Conv(weight, bias, Window.valid(1, 1), 1);
  }

  /** Multiplies every value by {@code factor}. */
  static Parameter scaled(Parameter parameter, float factor) {
    Shape shape = parameter.shape();
    return factor == 1
        ? parameter
        : parameter.computed(
            shape,
            () -> {
              float[] values = parameter.anyValues();
              for (int i = 0; i < values.length; i++) {
                values[i] *= factor;
              }
              return values;
            });
  }
}
