package dev.phosphene.load.caffe;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.caffe.CaffeLayers.Single;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.Map;

/** Imports elementwise functions. */
final class CaffePointwise {
  private CaffePointwise() {}

  static void register(Map<String, Single> all) {
    all.put("ReLU", CaffePointwise::relu);
    all.put("PReLU", CaffePointwise::prelu);
    all.put("ELU", CaffePointwise::elu);
    put(all, "Sigmoid", new Op.Pointwise(ScalarFunction.SIGMOID));
    put(all, "TanH", new Op.Pointwise(ScalarFunction.TANH));
    put(all, "AbsVal", new Op.Pointwise(ScalarFunction.ABS));
    put(all, "BNLL", new Op.Pointwise(ScalarFunction.SOFTPLUS));
    put(all, "ReLU6", new Op.Pointwise(ScalarFunction.CLIP, 0, 6));
    all.put("Power", CaffePointwise::power);
    all.put("Exp", call -> exponent(call, "exp_param", ScalarFunction.EXP));
    all.put("Log", call -> exponent(call, "log_param", ScalarFunction.LOG));
    all.put("Softmax", CaffePointwise::softmax);
  }

  private static void put(Map<String, Single> all, String name, Op op) {
    all.put(name, call -> call.emit(op, call.input()));
  }

  private static String relu(CaffeCall call) {
    float slope = call.layer().settings("relu_param").real("negative_slope", 0);
    Op op = slope == 0 ? new Op.Relu() : new Op.Pointwise(ScalarFunction.LEAKY_RELU, slope, 0);
    return call.emit(op, call.input());
  }

  private static String elu(CaffeCall call) {
    float alpha = call.layer().settings("elu_param").real("alpha", 1);
    return call.emit(new Op.Pointwise(ScalarFunction.ELU, alpha, 0), call.input());
  }

  private static String prelu(CaffeCall call) {
    int channels = call.shape(call.input()).c();
    boolean shared = call.layer().settings("prelu_param").truth("channel_shared", false);
    return call.emit(
        new Op.PRelu(
            shared ? repeated(call.parameter(0, 1), channels) : call.parameter(0, channels)),
        call.input());
  }

  static Parameter repeated(Parameter one, int channels) {
    return one.computed(
        Shape.of(channels),
        () -> {
          float[] each = new float[channels];
          Arrays.fill(each, one.anyValues()[0]);
          return each;
        });
  }

  /** {@code (shift + scale · x)^power}. */
  private static String power(CaffeCall call) {
    CaffeFields settings = call.layer().settings("power_param");
    Op linear =
        new Op.Pointwise(
            ScalarFunction.LINEAR, settings.real("scale", 1), settings.real("shift", 0));
    float power = settings.real("power", 1);
    return power == 1
        ? call.emit(linear, call.input())
        : call.emit(
            new Op.Pointwise(ScalarFunction.POWER, 1, power),
            call.step("linear", linear, call.input()));
  }

  /** {@code f(shift + scale · x)} to the base e. */
  private static String exponent(CaffeCall call, String param, ScalarFunction function) {
    CaffeFields settings = call.layer().settings(param);
    if (settings.real("base", -1) != -1) {
      throw new Unsupported("its base is not e");
    }
    Op linear =
        new Op.Pointwise(
            ScalarFunction.LINEAR, settings.real("scale", 1), settings.real("shift", 0));
    return call.emit(new Op.Pointwise(function), call.step("linear", linear, call.input()));
  }

  private static String softmax(CaffeCall call) {
    int axis = CaffeCall.axis(call.layer().settings("softmax_param").integer("axis", 1));
    return call.emit(new Op.Softmax(axis, false), call.input());
  }
}
