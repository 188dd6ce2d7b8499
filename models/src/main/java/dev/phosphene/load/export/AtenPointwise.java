package dev.phosphene.load.export;

import dev.phosphene.load.Unsupported;
import dev.phosphene.load.export.AtenOperators.Translator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Functions of each value, and what leaves values as they are. */
final class AtenPointwise {
  private static final List<String> SAME =
      List.of(
          "clone",
          "contiguous",
          "detach",
          "alias",
          "lift_fresh_copy",
          "lift_fresh",
          "to",
          "_to_copy",
          "type_as",
          "resolve_conj",
          "resolve_neg",
          "positive");

  private AtenPointwise() {}

  static void register(Map<String, Translator> all) {
    Map<String, String> same =
        Map.ofEntries(
            Map.entry("relu", "Relu"),
            Map.entry("sigmoid", "Sigmoid"),
            Map.entry("tanh", "Tanh"),
            Map.entry("hardswish", "HardSwish"),
            Map.entry("silu", "Swish"),
            Map.entry("mish", "Mish"),
            Map.entry("selu", "Selu"),
            Map.entry("exp", "Exp"),
            Map.entry("log", "Log"),
            Map.entry("abs", "Abs"),
            Map.entry("neg", "Neg"),
            Map.entry("erf", "Erf"),
            Map.entry("sqrt", "Sqrt"),
            Map.entry("reciprocal", "Reciprocal"),
            Map.entry("floor", "Floor"),
            Map.entry("ceil", "Ceil"),
            Map.entry("round", "Round"),
            Map.entry("sign", "Sign"),
            Map.entry("logical_not", "Not"),
            Map.entry("bitwise_not", "Not"));
    same.forEach((aten, onnx) -> all.put(aten, call -> call.emit(onnx, call.tensor("self"))));
    SAME.forEach(name -> all.put(name, call -> call.emit("Identity", call.tensor("self"))));
    all.put("relu6", call -> clip(call, 0, 6));
    all.put("hardtanh", call -> clip(call, call.real("min_val", -1), call.real("max_val", 1)));
    all.put("clamp", AtenPointwise::clamp);
    all.put("clamp_min", AtenPointwise::clamp);
    all.put("clamp_max", AtenPointwise::clamp);
    all.put(
        "hardsigmoid",
        call ->
            call.emit("HardSigmoid", call.tensor("self")).with("alpha", 1.0 / 6).with("beta", 0.5));
    all.put(
        "gelu",
        call ->
            call.emit("Gelu", call.tensor("self"))
                .with("approximate", call.text("approximate", "none")));
    all.put(
        "leaky_relu",
        call ->
            call.emit("LeakyRelu", call.tensor("self"))
                .with("alpha", call.real("negative_slope", 0.01)));
    all.put("elu", AtenPointwise::elu);
    all.put(
        "celu",
        call -> call.emit("Celu", call.tensor("self")).with("alpha", call.real("alpha", 1)));
    all.put("softplus", AtenPointwise::softplus);
    all.put("prelu", AtenPointwise::prelu);
    all.put("_prelu_kernel", AtenPointwise::prelu);
    all.put("rsqrt", AtenPointwise::reciprocalRoot);
    all.put("square", call -> power(call, 2));
    all.put("dropout", AtenPointwise::dropout);
    all.put("feature_dropout", AtenPointwise::dropout);
    all.put("alpha_dropout", AtenPointwise::dropout);
    all.put("native_dropout", AtenPointwise::dropout);
  }

  /** {@code max(low, min(x, high))}. */
  private static void clip(AtenCall call, double low, double high) {
    call.emit(
        "Clip",
        call.tensor("self"),
        call.number("low", Math.max(low, -Float.MAX_VALUE), true),
        call.number("high", Math.min(high, Float.MAX_VALUE), true));
  }

  private static void clamp(AtenCall call) {
    clip(
        call,
        call.real("min", Double.NEGATIVE_INFINITY),
        call.real("max", Double.POSITIVE_INFINITY));
  }

  private static void elu(AtenCall call) {
    if (call.real("scale", 1) != 1 || call.real("input_scale", 1) != 1) {
      throw new Unsupported("a scale other than 1");
    }
    call.emit("Elu", call.tensor("self")).with("alpha", call.real("alpha", 1));
  }

  private static void softplus(AtenCall call) {
    if (call.real("beta", 1) != 1) {
      throw new Unsupported("a beta other than 1");
    }
    call.emit("Softplus", call.tensor("self"));
  }

  /** One slope, or one for each channel, which is the second axis. */
  private static void prelu(AtenCall call) {
    String in = call.tensor("self");
    String slope = call.tensor("weight");
    if (call.rank(slope) == 1) {
      List<Long> extents =
          Stream.concat(
                  Stream.of(-1L), Stream.generate(() -> 1L).limit(Math.max(call.rank(in) - 2, 0)))
              .toList();
      slope = call.step("slope", "Reshape", slope, call.list("shape", extents)).name();
    }
    call.emit("PRelu", in, slope);
  }

  private static void reciprocalRoot(AtenCall call) {
    call.emit("Reciprocal", call.step("root", "Sqrt", call.tensor("self")).name());
  }

  static void power(AtenCall call, double exponent) {
    call.emit("Pow", call.tensor("self"), call.number("exponent", exponent, true));
  }

  private static void dropout(AtenCall call) {
    if (call.flag("train", false) && call.real("p", 0.5) != 0) {
      throw new Unsupported("the network was exported in training mode; call model.eval() before");
    }
    call.emit("Identity", call.tensor(call.has("self") ? "self" : "input"));
  }
}
