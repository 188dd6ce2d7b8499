package dev.phosphene.load.keras;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.load.keras.LayerImporters.Lowering;
import dev.phosphene.tensor.Shape;
import java.util.Map;

/**
 * Imports elementwise functions, as layers and as arguments of other layers. The formulas and
 * defaults are Keras's (keras-team/keras, keras/src/activations and keras/src/layers/activations).
 */
final class ActivationLayers {
  /** A bound with no effect. */
  private static final float LARGEST = Float.MAX_VALUE;

  private static final float SELU_ALPHA = 1.6732632f;
  private static final float SELU_SCALE = 1.050701f;

  private ActivationLayers() {}

  static void register(Map<String, Lowering> all) {
    all.put("Activation", call -> apply(call, argument(call), call.input()));
    all.put("ReLU", call -> relu(call, call.config(), call.input()));
    all.put("LeakyReLU", call -> leaky(call, call.config(), call.input()));
    all.put("ELU", call -> elu(call, call.config().number("alpha", 1), call.input()));
    all.put("PReLU", ActivationLayers::prelu);
    all.put("Softmax", call -> softmax(call, call.config().integer("axis", -1), call.input()));
  }

  /**
   * Emits a layer's op and then its activation, which has the layer's name; the activation's input
   * is called {@code NAME/linear}.
   */
  static KerasValue.Known after(LayerCall call, Op op, KerasValue.Known in) {
    JsonElement argument = argument(call);
    if (isLinear(argument)) {
      return call.emit(op, in);
    }
    return apply(call, argument, call.step("linear", op, in));
  }

  private static JsonElement argument(LayerCall call) {
    return call.config().member("activation").orElse(new JsonPrimitive("linear"));
  }

  private static boolean isLinear(JsonElement argument) {
    JsonElement name = argument instanceof JsonObject object ? object.get("config") : argument;
    return name instanceof JsonPrimitive text && text.getAsString().equals("linear");
  }

  /**
   * Applies an activation given by name, as Keras 3 serializes a function, or as a nested layer.
   */
  private static KerasValue.Known apply(LayerCall call, JsonElement argument, KerasValue.Known x) {
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
      default -> throw new UnsupportedLayer("the activation " + kind + " is not supported");
    };
  }

  private static KerasValue.Known named(LayerCall call, String name, KerasValue.Known x) {
    return switch (name) {
      case "linear" -> x;
      case "relu" -> call.emit(new Op.Relu(), x);
      case "relu6" -> scalar(call, ScalarFunction.CLIP, 0, 6, x);
      case "leaky_relu" -> scalar(call, ScalarFunction.LEAKY_RELU, 0.2f, 0, x);
      case "softmax" -> softmax(call, -1, x);
      case "sigmoid" -> scalar(call, ScalarFunction.SIGMOID, 0, 0, x);
      case "tanh" -> scalar(call, ScalarFunction.TANH, 0, 0, x);
      case "gelu" ->
          scalar(call, ScalarFunction.GELU, 0, 0, x); // Keras's own default is the exact form
      case "softplus" -> scalar(call, ScalarFunction.SOFTPLUS, 0, 0, x);
      case "elu" -> elu(call, 1, x);
      case "swish", "silu" -> scalar(call, ScalarFunction.SWISH, 1, 0, x);
      case "hard_swish", "hard_silu" -> scalar(call, ScalarFunction.HARD_SWISH, 1 / 6f, 0.5f, x);
      case "hard_sigmoid" -> // Keras 3 uses another slope
          scalar(call, ScalarFunction.HARD_SIGMOID, call.major() < 3 ? 0.2f : 1 / 6f, 0.5f, x);
      case "selu" -> {
        KerasValue.Known elu =
            call.step("elu", new Op.Pointwise(ScalarFunction.ELU, SELU_ALPHA, 0), x);
        yield call.emit(PerChannel.affine(SELU_SCALE, 0, call.channels(x)), elu);
      }
      case "mish" -> {
        KerasValue.Known soft = call.step("softplus", new Op.Pointwise(ScalarFunction.SOFTPLUS), x);
        KerasValue.Known tanh = call.step("tanh", new Op.Pointwise(ScalarFunction.TANH), soft);
        yield call.emit(new Op.Binary(Op.Arithmetic.MUL), x.form(), x, tanh);
      }
      case "softsign" -> {
        KerasValue.Known size =
            call.step("size", new Op.Pointwise(ScalarFunction.LEAKY_RELU, -1, 0), x);
        KerasValue.Known more = call.step("more", PerChannel.affine(1, 1, call.channels(x)), size);
        yield call.emit(new Op.Binary(Op.Arithmetic.DIV), x.form(), x, more);
      }
      default -> throw new UnsupportedLayer("the activation \"" + name + "\" is not supported");
    };
  }

  private static KerasValue.Known scalar(
      LayerCall call, ScalarFunction function, float alpha, float beta, KerasValue.Known x) {
    return call.emit(new Op.Pointwise(function, alpha, beta), x);
  }

  private static KerasValue.Known elu(LayerCall call, float alpha, KerasValue.Known x) {
    return scalar(call, ScalarFunction.ELU, alpha, 0, x);
  }

  /** Leaky ReLU; Keras 2 calls the slope alpha. */
  private static KerasValue.Known leaky(LayerCall call, Config config, KerasValue.Known x) {
    float slope = config.number("negative_slope", config.number("alpha", 0.3f));
    return scalar(call, ScalarFunction.LEAKY_RELU, slope, 0, x);
  }

  private static KerasValue.Known relu(LayerCall call, Config config, KerasValue.Known x) {
    float slope = config.number("negative_slope", 0);
    float most = config.number("max_value", LARGEST);
    if (config.number("threshold", 0) != 0) {
      throw new UnsupportedLayer("a threshold is not supported");
    }
    if (slope == 0 && most >= LARGEST) {
      return call.emit(new Op.Relu(), x);
    } else if (slope == 0) {
      return scalar(call, ScalarFunction.CLIP, 0, most, x);
    } else if (most >= LARGEST) {
      return scalar(call, ScalarFunction.LEAKY_RELU, slope, 0, x);
    }
    KerasValue.Known leaky =
        call.step("leaky", new Op.Pointwise(ScalarFunction.LEAKY_RELU, slope, 0), x);
    return scalar(call, ScalarFunction.CLIP, -LARGEST, most, leaky);
  }

  /** PReLU with one slope per channel; other forms would need one per position. */
  private static KerasValue.Known prelu(LayerCall call) {
    KerasValue.Known in = call.input();
    Shape shape = call.shape(in);
    boolean shared = shape.h() * shape.w() == 1 && in.form() != KerasValue.Form.SEQUENCE;
    int[] axes = call.config().integers("shared_axes");
    int first = call.channelsFirst() ? 2 : 1;
    shared |=
        axes.length == 2
            && Math.min(axes[0], axes[1]) == first
            && axes[0] + axes[1] == 2 * first + 1;
    if (!shared) {
      throw new UnsupportedLayer("its slopes differ by position");
    }
    Parameter slope = call.parameter("alpha", 0, Shape.of(shape.c()), shape.c());
    return call.emit(new Op.PRelu(slope), in);
  }

  private static KerasValue.Known softmax(LayerCall call, int axis, KerasValue.Known x) {
    if (!call.isChannels(axis, x)) {
      throw new UnsupportedLayer("softmax is not over the channels");
    }
    return call.emit(new Op.Softmax(), x);
  }
}
