package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Scalar;
import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.load.onnx.Operators.Lowering;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/** Operators on each value, each channel, or the channels of each position. */
final class Pointwise {
  private Pointwise() {}

  static void register(Map<String, Lowering> all) {
    all.put("Relu", call -> apply(call, new Op.Relu()));
    all.put("LeakyRelu", call -> scalar(call, Scalar.LEAKY_RELU, call.real("alpha", 0.01f), 0));
    all.put("Sigmoid", call -> scalar(call, Scalar.SIGMOID, 0, 0));
    all.put("Tanh", call -> scalar(call, Scalar.TANH, 0, 0));
    all.put("Softplus", call -> scalar(call, Scalar.SOFTPLUS, 0, 0));
    all.put("Elu", call -> scalar(call, Scalar.ELU, call.real("alpha", 1), 0));
    all.put("HardSwish", call -> scalar(call, Scalar.HARD_SWISH, 1 / 6f, 0.5f));
    all.put("Swish", call -> scalar(call, Scalar.SWISH, call.real("alpha", 1), 0));
    all.put(
        "HardSigmoid",
        call ->
            scalar(call, Scalar.HARD_SIGMOID, call.real("alpha", 0.2f), call.real("beta", 0.5f)));
    all.put("Clip", Pointwise::clip);
    all.put("PRelu", Pointwise::prelu);
    all.put("Neg", call -> apply(call, Arithmetic.affine(call.map(0), -1, 0)));
    all.put("BatchNormalization", Pointwise::batchNorm);
    all.put("LRN", Pointwise::lrn);
    all.put("Softmax", Pointwise::softmax);
    Arithmetic.register(all);
  }

  private static List<Value> apply(Call call, Op op) {
    return Operators.one(call.emit(op, call.map(0)));
  }

  private static List<Value> scalar(Call call, Scalar function, float alpha, float beta) {
    return apply(call, new Op.Pointwise(function, alpha, beta));
  }

  /** The bounds are attributes before operator set 11. */
  private static List<Value> clip(Call call) {
    float low = call.optional(1).map(c -> (float) c.single()).orElse(call.real("min", -LARGEST));
    float high = call.optional(2).map(c -> (float) c.single()).orElse(call.real("max", LARGEST));
    if (low == 0 && high >= LARGEST) {
      return apply(call, new Op.Relu());
    }
    return scalar(call, Scalar.CLIP, Math.max(low, -LARGEST), Math.min(high, LARGEST));
  }

  /** Bounds that bound nothing. */
  static final float LARGEST = Float.MAX_VALUE;

  private static List<Value> prelu(Call call) {
    Value.Map in = call.map(0);
    return apply(call, new Op.PRelu(Arithmetic.perChannel(call.constant(1), in, v -> v)));
  }

  private static List<Value> batchNorm(Call call) {
    Value.Map in = call.map(0);
    int channels = second(in);
    if (call.integer("training_mode", 0) != 0 || call.integer("spatial", 1) != 1) {
      throw new Unsupported("it is in training mode, or not by channel");
    }
    Parameter[] parameters = new Parameter[4];
    for (int i = 0; i < parameters.length; i++) {
      Constant constant = call.constant(i + 1);
      if (constant.size() != channels) {
        throw new Unsupported(
            "\"%s\" has %d values for %d channels"
                .formatted(constant.name(), constant.size(), channels));
      }
      parameters[i] = constant.parameter(channels);
    }
    return apply(
        call,
        new Op.BatchNorm(
            parameters[0],
            parameters[1],
            parameters[2],
            parameters[3],
            call.real("epsilon", 1e-5f)));
  }

  /** The number of channels, which ONNX expects on the second axis. */
  private static int second(Value.Map in) {
    if (in.rank() < 2 || !in.axes().get(1).is(Kind.CHANNEL) || !in.whole()) {
      throw new Unsupported("its second axis does not hold the channels");
    }
    return in.axes().get(1).size();
  }

  private static List<Value> lrn(Call call) {
    int size = Call.small(call.integer("size", 0));
    if (size % 2 == 0) {
      throw new Unsupported("a size of " + size + " is not supported, only odd ones");
    }
    call.picture(0);
    return apply(
        call,
        new Op.Lrn(
            size, call.real("alpha", 1e-4f), call.real("beta", 0.75f), call.real("bias", 1)));
  }

  private static List<Value> softmax(Call call) {
    Value.Map in = call.map(0);
    boolean old = call.opset() < 13; // then all axes from the given one on are one
    int axis = Call.axis(call.integer("axis", old ? 1 : -1), in.rank());
    boolean channels = in.whole() && in.axes().get(axis).is(Kind.CHANNEL);
    if (old) {
      channels &= in.axes().stream().skip(axis + 1L).allMatch(other -> other.size() == 1);
    }
    if (!channels) {
      throw new Unsupported("it is over axis " + axis + " of " + in.extents() + ", not channels");
    }
    return apply(call, new Op.Softmax());
  }

  /** A vector of one number. */
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
