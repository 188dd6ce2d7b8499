package dev.phosphene.load.onnx;

import dev.phosphene.graph.Erf;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.load.onnx.Operators.Lowering;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Imports operators on each value, each channel, or the channels of each position. */
final class Pointwise {
  private Pointwise() {}

  static void register(Map<String, Lowering> all) {
    constant(all, "Floor", Math::floor);
    constant(all, "Ceil", Math::ceil);
    constant(all, "Round", Math::rint);
    constant(all, "Sign", Math::signum);
    constant(all, "Not", x -> x == 0 ? 1 : 0);
    unary(all, "Relu", new Op.Relu(), x -> Math.max(x, 0));
    unary(all, "Sqrt", new Op.Pointwise(ScalarFunction.SQRT), Math::sqrt);
    unary(all, "Exp", new Op.Pointwise(ScalarFunction.EXP), Math::exp);
    unary(all, "Log", new Op.Pointwise(ScalarFunction.LOG), Math::log);
    unary(all, "Abs", new Op.Pointwise(ScalarFunction.ABS), Math::abs);
    unary(all, "Erf", new Op.Pointwise(ScalarFunction.ERF), Erf::of);
    unary(all, "Neg", new Op.Pointwise(ScalarFunction.LINEAR, -1, 0), x -> -x);
    unary(all, "Reciprocal", new Op.Pointwise(ScalarFunction.POWER, 1, -1), x -> 1 / x);
    unary(all, "Sigmoid", new Op.Pointwise(ScalarFunction.SIGMOID), x -> 1 / (1 + Math.exp(-x)));
    unary(all, "Tanh", new Op.Pointwise(ScalarFunction.TANH), Math::tanh);
    all.put("Mish", call -> scalar(call, ScalarFunction.MISH, 0, 0));
    all.put("Gelu", Pointwise::gelu);
    all.put("Selu", Pointwise::selu);
    all.put("Celu", Pointwise::celu);
    all.put("Softsign", Pointwise::softsign);
    all.put("ThresholdedRelu", Pointwise::thresholded);
    all.put("Pow", Pointwise::pow);
    all.put(
        "LeakyRelu", call -> scalar(call, ScalarFunction.LEAKY_RELU, call.real("alpha", 0.01f), 0));
    all.put("Softplus", call -> scalar(call, ScalarFunction.SOFTPLUS, 0, 0));
    all.put("Elu", call -> scalar(call, ScalarFunction.ELU, call.real("alpha", 1), 0));
    all.put("HardSwish", call -> scalar(call, ScalarFunction.HARD_SWISH, 1 / 6f, 0.5f));
    all.put("Swish", call -> scalar(call, ScalarFunction.SWISH, call.real("alpha", 1), 0));
    all.put(
        "HardSigmoid",
        call ->
            scalar(
                call,
                ScalarFunction.HARD_SIGMOID,
                call.real("alpha", 0.2f),
                call.real("beta", 0.5f)));
    all.put("Clip", Pointwise::clip);
    all.put("PRelu", Pointwise::prelu);
    all.put("BatchNormalization", Pointwise::batchNorm);
    all.put("LRN", Pointwise::lrn);
    all.put("Softmax", call -> softmax(call, false));
    all.put("LogSoftmax", call -> softmax(call, true));
    all.put("InstanceNormalization", Pointwise::instanceNorm);
    all.put("LayerNormalization", Pointwise::layerNorm);
    Arithmetic.register(all);
  }

  private static void unary(
      Map<String, Lowering> all, String name, Op op, DoubleUnaryOperator number) {
    all.put(
        name,
        call ->
            call.value(0) instanceof OnnxValue.Fixed fixed
                ? Operators.one(new OnnxValue.Fixed(fixed.constant().mapped(number)))
                : apply(call, op));
  }

  /** Registers a function that is supported only for constants. */
  private static void constant(Map<String, Lowering> all, String name, DoubleUnaryOperator number) {
    all.put(name, call -> Operators.one(new OnnxValue.Fixed(call.constant(0).mapped(number))));
  }

  /** Applies one function to every value. */
  static List<OnnxValue> apply(NodeCall call, Op op) {
    return Operators.one(applied(call, null, op, call.value(0)));
  }

  /**
   * Applies one function whatever the axes; the result has the node's name if no suffix is given.
   */
  private static OnnxValue applied(NodeCall call, @Nullable String suffix, Op op, OnnxValue in) {
    if (in instanceof OnnxValue.Tensor tensor) {
      return suffix == null ? call.emit(op, tensor) : call.step(suffix, op, tensor);
    } else if (in instanceof OnnxValue.Map map) {
      return suffix == null ? call.emit(op, map) : call.step(suffix, op, map);
    }
    return applied(call, suffix, op, call.tensor(in));
  }

  private static List<OnnxValue> gelu(NodeCall call) {
    boolean tanh = call.text("approximate", "none").equals("tanh");
    return scalar(call, tanh ? ScalarFunction.GELU_TANH : ScalarFunction.GELU, 0, 0);
  }

  /** {@code gamma · ELU(x)}, whose slope for positive values is gamma as well. */
  private static List<OnnxValue> selu(NodeCall call) {
    float alpha = call.real("alpha", 1.6732632f);
    float gamma = call.real("gamma", 1.050701f);
    OnnxValue elu =
        applied(call, "elu", new Op.Pointwise(ScalarFunction.ELU, alpha, 0), call.value(0));
    return Operators.one(
        applied(call, null, new Op.Pointwise(ScalarFunction.LINEAR, gamma, 0), elu));
  }

  /** {@code alpha · ELU(x / alpha)}. */
  private static List<OnnxValue> celu(NodeCall call) {
    float alpha = call.real("alpha", 1);
    Op shrink = new Op.Pointwise(ScalarFunction.LINEAR, 1 / alpha, 0);
    OnnxValue small = applied(call, "shrunk", shrink, call.value(0));
    OnnxValue elu = applied(call, "elu", new Op.Pointwise(ScalarFunction.ELU, 1, 0), small);
    return Operators.one(
        applied(call, null, new Op.Pointwise(ScalarFunction.LINEAR, alpha, 0), elu));
  }

  /** {@code x / (1 + |x|)}. */
  private static List<OnnxValue> softsign(NodeCall call) {
    OnnxValue in = call.value(0);
    OnnxValue size = applied(call, "size", new Op.Pointwise(ScalarFunction.ABS), in);
    OnnxValue more = applied(call, "more", new Op.Pointwise(ScalarFunction.LINEAR, 1, 1), size);
    Op division = new Op.Binary(Op.Arithmetic.DIV);
    return Operators.one(
        in instanceof OnnxValue.Map map && more instanceof OnnxValue.Map divisor
            ? call.emit(division, map, divisor)
            : call.emit(division, call.tensor(in), call.tensor(more)));
  }

  private static List<OnnxValue> thresholded(NodeCall call) {
    if (call.real("alpha", 1) == 0) {
      return apply(call, new Op.Relu());
    }
    throw new UnsupportedNode("a threshold other than 0 is not supported");
  }

  private static List<OnnxValue> pow(NodeCall call) {
    return scalar(call, ScalarFunction.POWER, 1, (float) call.constant(1).single());
  }

  private static List<OnnxValue> instanceNorm(NodeCall call) {
    OnnxValue.Map in = call.picture(0);
    Op norm = new Op.LayerNorm(2, 3, call.real("epsilon", 1e-5f));
    Parameter scale = Arithmetic.perChannel(behind(call.constant(1)), in, v -> v);
    Parameter shift = Arithmetic.perChannel(behind(call.constant(2)), in, v -> v);
    return Operators.one(call.emit(new Op.Affine(scale, shift), call.step("norm", norm, in)));
  }

  /** Returns a vector as per-channel values of {@code [n, c, h, w]}. */
  private static Constant behind(Constant vector) {
    return vector.reshaped(List.of(vector.size(), 1, 1));
  }

  /** Normalizes over the channels of each position, if they are the last axis. */
  private static List<OnnxValue> layerNorm(NodeCall call) {
    OnnxValue.Map in = call.map(0);
    int axis = NodeCall.axis(call.integer("axis", -1), in.rank());
    if (axis != in.rank() - 1 || in.place(axis) != 1) {
      throw new UnsupportedNode("it is not over the channels alone");
    }
    Op norm = new Op.LayerNorm(1, 1, call.real("epsilon", 1e-5f));
    Parameter scale = Arithmetic.perChannel(call.constant(1), in, v -> v);
    Parameter shift =
        call.has(2)
            ? Arithmetic.perChannel(call.constant(2), in, v -> v)
            : repeated(0, in.extents().get(axis));
    return Operators.one(call.emit(new Op.Affine(scale, shift), call.step("norm", norm, in)));
  }

  private static List<OnnxValue> scalar(
      NodeCall call, ScalarFunction function, float alpha, float beta) {
    return apply(call, new Op.Pointwise(function, alpha, beta));
  }

  /** Clips; the bounds are attributes before operator set 11. */
  private static List<OnnxValue> clip(NodeCall call) {
    float low = call.optional(1).map(c -> (float) c.single()).orElse(call.real("min", -LARGEST));
    float high = call.optional(2).map(c -> (float) c.single()).orElse(call.real("max", LARGEST));
    if (low == 0 && high >= LARGEST) {
      return apply(call, new Op.Relu());
    }
    float top = Math.min(high, LARGEST);
    float bottom = Math.min(Math.max(low, -LARGEST), top); // if min > max, max wins
    return scalar(call, ScalarFunction.CLIP, bottom, top);
  }

  /** Bounds with no effect. */
  static final float LARGEST = Float.MAX_VALUE;

  private static List<OnnxValue> prelu(NodeCall call) {
    OnnxValue.Map in = call.map(0);
    Parameter slope = Arithmetic.perChannel(call.constant(1), in, v -> v);
    return Operators.one(call.emit(new Op.PRelu(slope), in));
  }

  private static List<OnnxValue> batchNorm(NodeCall call) {
    OnnxValue.Map in = call.map(0);
    return Operators.one(call.emit(batchNorm(call, second(in)), in));
  }

  /** Returns the batch normalization of a call. */
  static Op batchNorm(NodeCall call, int channels) {
    if (call.integer("training_mode", 0) != 0 || call.integer("spatial", 1) != 1) {
      throw new UnsupportedNode("it is in training mode, or not by channel");
    }
    Parameter[] parameters = new Parameter[4];
    for (int i = 0; i < parameters.length; i++) {
      Constant constant = call.constant(i + 1);
      if (constant.size() != channels) {
        throw new UnsupportedNode(
            "\"%s\" has %d values for %d channels"
                .formatted(constant.name(), constant.size(), channels));
      }
      parameters[i] = constant.parameter(channels);
    }
    float epsilon = call.real("epsilon", 1e-5f);
    return new Op.BatchNorm(parameters[0], parameters[1], parameters[2], parameters[3], epsilon);
  }

  /** Returns the number of channels, which ONNX expects on the second axis. */
  private static int second(OnnxValue.Map in) {
    if (in.rank() < 2 || !in.axes().get(1).is(Kind.CHANNEL) || !in.whole()) {
      throw new UnsupportedNode("its second axis does not hold the channels");
    }
    return in.axes().get(1).size();
  }

  private static List<OnnxValue> lrn(NodeCall call) {
    int size = Math.max(NodeCall.small(call.integer("size", 1)), 1);
    Op lrn =
        new Op.Lrn(size, call.real("alpha", 1e-4f), call.real("beta", 0.75f), call.real("bias", 1));
    return Operators.one(call.emit(lrn, call.picture(0)));
  }

  private static List<OnnxValue> softmax(NodeCall call, boolean log) {
    OnnxValue.Map in = call.map(0);
    boolean old = call.opset() < 13; // then all axes from the given one on count as one
    int axis = NodeCall.axis(call.integer("axis", old ? 1 : -1), in.rank());
    if (old && in.axes().stream().skip(axis + 1L).anyMatch(other -> other.size() != 1)) {
      throw new UnsupportedNode("it is over several axes of " + in.extents());
    }
    return apply(call, new Op.Softmax(in.place(axis), log));
  }

  /** Returns a vector that repeats one number. */
  static Parameter repeated(float value, int channels) {
    return new Parameter(
        String.valueOf(value),
        Shape.of(channels),
        () -> {
          float[] values = new float[channels];
          Arrays.fill(values, value);
          return values;
        });
  }
}
