package dev.phosphene.load.tensorflow;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.load.tensorflow.FrozenOperators.Single;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;

/** Imports elementwise functions, and nodes that pass their input on. */
final class FrozenPointwise {
  private static final float SELU_ALPHA = 1.6732632f;
  private static final float SELU_SCALE = 1.050701f;

  private FrozenPointwise() {}

  static void register(Map<String, Single> all) {
    for (String name :
        new String[] {
          "Identity",
          "StopGradient",
          "PreventGradient",
          "Snapshot",
          "CheckNumerics",
          "PlaceholderWithDefault"
        }) {
      all.put(name, call -> call.value(0));
    }
    all.put("Relu", call -> call.emit(new Op.Relu(), call.known(0)));
    all.put("Relu6", call -> layer(call, new Op.Pointwise(ScalarFunction.CLIP, 0, 6)));
    all.put("LeakyRelu", call -> layer(call, leaky(call)));
    all.put("Elu", call -> layer(call, new Op.Pointwise(ScalarFunction.ELU, 1, 0)));
    all.put("Selu", FrozenPointwise::selu);
    all.put("Softplus", call -> layer(call, new Op.Pointwise(ScalarFunction.SOFTPLUS)));
    all.put("Sigmoid", call -> layer(call, new Op.Pointwise(ScalarFunction.SIGMOID)));
    all.put("Tanh", call -> layer(call, new Op.Pointwise(ScalarFunction.TANH)));
    all.put("Erf", call -> layer(call, new Op.Pointwise(ScalarFunction.ERF)));
    all.put("Softmax", call -> call.emit(new Op.Softmax(), call.known(0)));
    all.put("LogSoftmax", call -> call.emit(new Op.Softmax(1, true), call.known(0)));
    put(all, "Exp", new Op.Pointwise(ScalarFunction.EXP), Math::exp);
    put(all, "Log", new Op.Pointwise(ScalarFunction.LOG), Math::log);
    put(all, "Abs", new Op.Pointwise(ScalarFunction.ABS), Math::abs);
    put(all, "Sqrt", new Op.Pointwise(ScalarFunction.SQRT), Math::sqrt);
    put(all, "Neg", new Op.Pointwise(ScalarFunction.LINEAR, -1, 0), v -> -v);
    put(all, "Square", new Op.Pointwise(ScalarFunction.POWER, 1, 2), v -> v * v);
    put(all, "Rsqrt", new Op.Pointwise(ScalarFunction.POWER, 1, -0.5f), v -> 1 / Math.sqrt(v));
    put(all, "Reciprocal", new Op.Pointwise(ScalarFunction.POWER, 1, -1), v -> 1 / v);
  }

  private static void put(
      Map<String, Single> all, String name, Op op, DoubleUnaryOperator ofConstant) {
    Function<FrozenCall, FrozenValue> constant =
        call -> new FrozenValue.Fixed(call.constant(0).mapped(call.label(), ofConstant));
    all.put(
        name,
        call ->
            call.value(0) instanceof FrozenValue.Fixed ? constant.apply(call) : layer(call, op));
  }

  private static FrozenValue layer(FrozenCall call, Op op) {
    return call.emit(op, call.known(0));
  }

  private static Op leaky(FrozenCall call) {
    return new Op.Pointwise(ScalarFunction.LEAKY_RELU, call.real("alpha", 0.2f), 0);
  }

  /** {@code scale · elu(x)} with TensorFlow's two constants. */
  private static FrozenValue selu(FrozenCall call) {
    FrozenValue.Known in = call.known(0);
    FrozenValue.Known elu =
        call.step("/elu", new Op.Pointwise(ScalarFunction.ELU, SELU_ALPHA, 0), in.flat(), in);
    return call.emit(new Op.Pointwise(ScalarFunction.LINEAR, SELU_SCALE, 0), elu);
  }
}
