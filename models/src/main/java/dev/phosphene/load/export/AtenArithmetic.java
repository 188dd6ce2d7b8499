package dev.phosphene.load.export;

import dev.phosphene.load.Unsupported;
import dev.phosphene.load.export.AtenOperators.Translator;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Arithmetic between values, sums over axes, and arithmetic of Python's on sizes. */
final class AtenArithmetic {
  private AtenArithmetic() {}

  static void register(Map<String, Translator> all) {
    all.put("add", call -> sum(call, "Add", "self", "other"));
    all.put("sub", call -> sum(call, "Sub", "self", "other"));
    all.put("rsub", call -> sum(call, "Sub", "other", "self"));
    all.put("mul", call -> call.emit("Mul", call.operand("self"), call.operand("other")));
    all.put("div", AtenArithmetic::div);
    all.put("true_divide", AtenArithmetic::div);
    all.put("pow", AtenArithmetic::pow);
    Map<String, String> two =
        Map.of(
            "maximum", "Max",
            "minimum", "Min",
            "eq", "Equal",
            "lt", "Less",
            "gt", "Greater",
            "le", "LessOrEqual",
            "ge", "GreaterOrEqual",
            "logical_and", "And",
            "logical_or", "Or");
    two.forEach(
        (aten, onnx) ->
            all.put(aten, call -> call.emit(onnx, call.operand("self"), call.operand("other"))));
    all.put("ne", AtenArithmetic::unequal);
    all.put("where", AtenArithmetic::where);
    all.put("masked_fill", AtenArithmetic::masked);
    all.put("mean", call -> reduced(call, "ReduceMean"));
    all.put("sum", call -> reduced(call, "ReduceSum"));
    all.put("amax", call -> reduced(call, "ReduceMax"));
    all.put("amin", call -> reduced(call, "ReduceMin"));
    all.put("logsumexp", call -> reduced(call, "ReduceLogSumExp"));
    all.put("norm", AtenArithmetic::norm);
    all.put("linalg_vector_norm", AtenArithmetic::norm);
    for (String name : List.of("add", "sub", "mul")) {
      String onnx = name.substring(0, 1).toUpperCase(Locale.ROOT) + name.substring(1);
      all.put("_operator." + name, call -> call.emit(onnx, call.operand("a"), call.operand("b")));
    }
    all.put("_operator.floordiv", call -> call.emit("Div", call.operand("a"), call.operand("b")));
  }

  /** {@code a ± alpha·b}. */
  private static void sum(AtenCall call, String op, String first, String second) {
    String b = call.operand(second);
    double alpha = call.real("alpha", 1);
    String scaled =
        alpha == 1 ? b : call.step("scaled", "Mul", b, call.number("alpha", alpha, true)).name();
    call.emit(op, call.operand(first), scaled);
  }

  private static void div(AtenCall call) {
    if (call.has("rounding_mode")) {
      throw new Unsupported("a quotient that is rounded");
    }
    call.emit("Div", call.operand("self"), call.operand("other"));
  }

  private static void pow(AtenCall call) {
    call.emit("Pow", call.operand("self"), call.operand("exponent"));
  }

  private static void unequal(AtenCall call) {
    call.emit(
        "Not", call.step("equal", "Equal", call.operand("self"), call.operand("other")).name());
  }

  private static void where(AtenCall call) {
    call.emit("Where", call.tensor("condition"), call.operand("self"), call.operand("other"));
  }

  private static void masked(AtenCall call) {
    call.emit("Where", call.tensor("mask"), call.operand("value"), call.tensor("self"));
  }

  /** Over some axes, or over all of them. */
  private static void reduced(AtenCall call, String op) {
    List<Long> axes = call.wholes("dim", List.of());
    List<String> inputs = new ArrayList<>(List.of(call.tensor("self")));
    if (!axes.isEmpty()) {
      inputs.add(call.list("axes", axes));
    }
    call.emit(op, inputs.toArray(String[]::new)).with("keepdims", call.whole("keepdim", 0));
  }

  private static void norm(AtenCall call) {
    double order = call.has("p") ? call.real("p", 2) : call.real("ord", 2);
    if (order != 1 && order != 2) {
      throw new Unsupported("a norm of the order " + order);
    }
    reduced(call, order == 1 ? "ReduceL1" : "ReduceL2");
  }
}
