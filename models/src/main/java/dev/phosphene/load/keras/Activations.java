package dev.phosphene.load.keras;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Scalar;
import dev.phosphene.load.keras.Layers.Lowering;
import dev.phosphene.tensor.Shape;
import java.util.Map;

/**
 * Functions of each value, as layers and as arguments of other layers. The formulas and defaults
 * are Keras's (keras-team/keras, keras/src/activations and keras/src/layers/activations).
 */
final class Activations {
  /** A bound that bounds nothing. */
  private static final float LARGEST = Float.MAX_VALUE;

  private static final float SELU_ALPHA = 1.6732632f;
  private static final float SELU_SCALE = 1.050701f;

  private Activations() {}

  static void register(Map<String, Lowering> all) {
    all.put("Activation", call -> apply(call, argument(call), call.input()));
    all.put("ReLU", call -> relu(call, call.config(), call.input()));
    all.put("LeakyReLU", call -> leaky(call, call.config(), call.input()));
    all.put("ELU", call -> elu(call, call.config().number("alpha", 1), call.input()));
    all.put("PReLU", Activations::prelu);
    all.put("Softmax", call -> softmax(call, call.config().integer("axis", -1), call.input()));
  }

  /**
   * The op of a layer and then its activation, which has the layer's name; what goes into it is
   * called {@code NAME/linear}.
   */
  static Value.Known after(Call call, Op op, Value.Known in) {
    JsonElement argument = argument(call);
    if (isLinear(argument)) {
      return call.emit(op, in);
    }
    return apply(call, argument, call.step("linear", op, in));
  }

  private static JsonElement argument(Call call) {
    return call.config().member("activation").orElse(new JsonPrimitive("linear"));
  }

  private static boolean isLinear(JsonElement argument) {
    JsonElement name = argument instanceof JsonObject object ? object.get("config") : argument;
    return name instanceof JsonPrimitive text && text.getAsString().equals("linear");
  }

  /** By name, as Keras 3 writes a function, or a layer in a layer. */
  private static Value.Known apply(Call call, JsonElement argument, Value.Known x) {
    if (argument instanceof JsonPrimitive name) {
      return named(call, name.getAsString(), x);
    }
    Config object = Config.of(argument, call.config().where() + ", \"activation\"");
    if (object.json().get("config") instanceof JsonPrimitive name) {
      return named(call, name.getAsString(), x);
    }
    Config inner = object.has("config") ? object.object("config") : object;
    String kind = object.text("class_name");
    return switch (kind) {
      case "ReLU" -> relu(call, inner, x);
      case "LeakyReLU" -> leaky(call, inner, x);
      case "ELU" -> elu(call, inner.number("alpha", 1), x);
      case "Softmax" -> softmax(call, inner.integer("axis", -1), x);
      case "Activation" -> named(call, inner.text("activation", "linear"), x);
      default -> throw new Unsupported("the activation " + kind + " is not supported");
    };
  }

  private static Value.Known named(Call call, String name, Value.Known x) {
    return switch (name) {
      case "linear" -> x;
      case "relu" -> call.emit(new Op.Relu(), x);
      case "relu6" -> scalar(call, Scalar.CLIP, 0, 6, x);
      case "leaky_relu" -> scalar(call, Scalar.LEAKY_RELU, 0.2f, 0, x);
      case "softmax" -> softmax(call, -1, x);
      case "sigmoid" -> scalar(call, Scalar.SIGMOID, 0, 0, x);
      case "tanh" -> scalar(call, Scalar.TANH, 0, 0, x);
      case "gelu" -> scalar(call, Scalar.GELU, 0, 0, x); // Keras's own default is the exact form
      case "softplus" -> scalar(call, Scalar.SOFTPLUS, 0, 0, x);
      case "elu" -> elu(call, 1, x);
      case "swish", "silu" -> scalar(call, Scalar.SWISH, 1, 0, x);
      case "hard_swish", "hard_silu" -> scalar(call, Scalar.HARD_SWISH, 1 / 6f, 0.5f, x);
      case "hard_sigmoid" -> // Keras 3 has another slope
          scalar(call, Scalar.HARD_SIGMOID, call.major() < 3 ? 0.2f : 1 / 6f, 0.5f, x);
      case "selu" -> {
        Value.Known elu = call.step("elu", new Op.Pointwise(Scalar.ELU, SELU_ALPHA, 0), x);
        yield call.emit(PerChannel.affine(SELU_SCALE, 0, call.channels(x)), elu);
      }
      case "mish" -> {
        Value.Known soft = call.step("softplus", new Op.Pointwise(Scalar.SOFTPLUS), x);
        Value.Known tanh = call.step("tanh", new Op.Pointwise(Scalar.TANH), soft);
        yield call.emit(new Op.Binary(Op.Arithmetic.MUL), x.flat(), x, tanh);
      }
      case "softsign" -> {
        Value.Known size = call.step("size", new Op.Pointwise(Scalar.LEAKY_RELU, -1, 0), x);
        Value.Known more = call.step("more", PerChannel.affine(1, 1, call.channels(x)), size);
        yield call.emit(new Op.Binary(Op.Arithmetic.DIV), x.flat(), x, more);
      }
      default -> throw new Unsupported("the activation \"" + name + "\" is not supported");
    };
  }

  private static Value.Known scalar(
      Call call, Scalar function, float alpha, float beta, Value.Known x) {
    return call.emit(new Op.Pointwise(function, alpha, beta), x);
  }

  private static Value.Known elu(Call call, float alpha, Value.Known x) {
    return scalar(call, Scalar.ELU, alpha, 0, x);
  }

  /** Keras 2 calls the slope alpha. */
  private static Value.Known leaky(Call call, Config config, Value.Known x) {
    float slope = config.number("negative_slope", config.number("alpha", 0.3f));
    return scalar(call, Scalar.LEAKY_RELU, slope, 0, x);
  }

  private static Value.Known relu(Call call, Config config, Value.Known x) {
    float slope = config.number("negative_slope", 0);
    float most = config.number("max_value", LARGEST);
    if (config.number("threshold", 0) != 0) {
      throw new Unsupported("a threshold is not supported");
    }
    if (slope == 0 && most >= LARGEST) {
      return call.emit(new Op.Relu(), x);
    } else if (slope == 0) {
      return scalar(call, Scalar.CLIP, 0, most, x);
    } else if (most >= LARGEST) {
      return scalar(call, Scalar.LEAKY_RELU, slope, 0, x);
    }
    Value.Known leaky = call.step("leaky", new Op.Pointwise(Scalar.LEAKY_RELU, slope, 0), x);
    return scalar(call, Scalar.CLIP, -LARGEST, most, leaky);
  }

  /** One slope for each channel; other forms would need one for each position. */
  private static Value.Known prelu(Call call) {
    Value.Known in = call.input();
    Shape shape = call.shape(in);
    boolean shared = shape.h() * shape.w() == 1;
    int[] axes = call.config().integers("shared_axes");
    int first = call.channelsFirst() ? 2 : 1;
    shared |=
        axes.length == 2
            && Math.min(axes[0], axes[1]) == first
            && axes[0] + axes[1] == 2 * first + 1;
    if (!shared) {
      throw new Unsupported("its slopes differ by position");
    }
    Parameter slope = call.parameter("alpha", 0, Shape.of(shape.c()), shape.c());
    return call.emit(new Op.PRelu(slope), in);
  }

  private static Value.Known softmax(Call call, int axis, Value.Known x) {
    if (!call.isChannels(axis, x)) {
      throw new Unsupported("softmax is not over the channels");
    }
    return call.emit(new Op.Softmax(), x);
  }
}
