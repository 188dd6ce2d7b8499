package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import org.jspecify.annotations.Nullable;

/** Imports arithmetic on tensors of any rank, and on constants. */
final class TensorArithmetic {
  private TensorArithmetic() {}

  static void register(Map<String, Lowering> all) {
    all.put("Add", call -> binary(call, Op.Arithmetic.ADD));
    all.put("Sub", call -> binary(call, Op.Arithmetic.SUB));
    all.put("Mul", call -> binary(call, Op.Arithmetic.MUL));
    all.put("Div", call -> binary(call, Op.Arithmetic.DIV));
    all.put("Pow", call -> binary(call, Op.Arithmetic.POW));
    all.put("Sum", call -> several(call, Op.Arithmetic.ADD));
    all.put("Mean", TensorArithmetic::mean);
    all.put("Min", call -> several(call, Op.Arithmetic.MIN));
    all.put("Max", call -> several(call, Op.Arithmetic.MAX));
    all.put("Equal", call -> compared(call, (a, b) -> a == b ? 1 : 0));
    all.put("Less", call -> compared(call, (a, b) -> a < b ? 1 : 0));
    all.put("Greater", call -> compared(call, (a, b) -> a > b ? 1 : 0));
    all.put("LessOrEqual", call -> compared(call, (a, b) -> a <= b ? 1 : 0));
    all.put("GreaterOrEqual", call -> compared(call, (a, b) -> a >= b ? 1 : 0));
    all.put("And", call -> compared(call, (a, b) -> a != 0 && b != 0 ? 1 : 0));
    all.put("Or", call -> compared(call, (a, b) -> a != 0 || b != 0 ? 1 : 0));
    all.put("Xor", call -> compared(call, (a, b) -> (a != 0) != (b != 0) ? 1 : 0));
    all.put("Mod", TensorArithmetic::mod);
    all.put("Where", TensorArithmetic::where);
    all.put("PRelu", TensorArithmetic::prelu);
    TensorNorms.register(all);
    Reductions.onTensors(all);
  }

  private static List<OnnxValue> binary(NodeCall call, Op.Arithmetic arithmetic) {
    return Operators.one(binary(call, null, arithmetic, call.array(0), call.array(1)));
  }

  /** Returns the sum under the node's name. */
  static OnnxValue added(NodeCall call, OnnxValue a, OnnxValue b) {
    return binary(call, null, Op.Arithmetic.ADD, a, b);
  }

  /** Combines two arrays elementwise; the result has the node's name if there is no suffix. */
  static OnnxValue binary(
      NodeCall call, @Nullable String suffix, Op.Arithmetic arithmetic, OnnxValue a, OnnxValue b) {
    if (a instanceof OnnxValue.Fixed first && b instanceof OnnxValue.Fixed second) {
      boolean real = first.constant().real();
      return new OnnxValue.Fixed(
          folded(first.constant(), second.constant(), real, on(arithmetic, real)));
    }
    if (isNumber(b, a)) {
      Op op = Arithmetic.withNumber(arithmetic, true, number(b));
      return emit(call, suffix, op, call.tensor(a));
    } else if (isNumber(a, b) && arithmetic != Op.Arithmetic.POW) {
      Op op = Arithmetic.withNumber(arithmetic, false, number(a));
      return emit(call, suffix, op, call.tensor(b));
    }
    int rank = Math.max(NodeCall.extents(a).size(), NodeCall.extents(b).size());
    OnnxValue.Tensor x = call.tensor(widened(call, "first", a, rank));
    OnnxValue.Tensor y = call.tensor(widened(call, "second", b, rank));
    boolean sum = arithmetic == Op.Arithmetic.ADD && x.extents().equals(y.extents());
    return emit(call, suffix, sum ? new Op.Add() : new Op.Binary(arithmetic), x, y);
  }

  /** Returns whether a value is a single number that does not raise the other's rank. */
  private static boolean isNumber(OnnxValue value, OnnxValue other) {
    return value instanceof OnnxValue.Fixed fixed
        && fixed.constant().size() == 1
        && fixed.constant().rank() <= NodeCall.extents(other).size();
  }

  private static float number(OnnxValue value) {
    return (float) ((OnnxValue.Fixed) value).constant().single();
  }

  /** Prepends axes of extent 1 up to that rank. */
  private static OnnxValue widened(NodeCall call, String suffix, OnnxValue value, int rank) {
    List<Integer> extents = new ArrayList<>(NodeCall.extents(value));
    extents.addAll(0, Collections.nCopies(rank - extents.size(), 1));
    return value instanceof OnnxValue.Fixed fixed
        ? new OnnxValue.Fixed(fixed.constant().reshaped(extents))
        : TensorMoves.reshaped(call, suffix, call.tensor(value), extents);
  }

  private static OnnxValue.Tensor emit(
      NodeCall call, @Nullable String suffix, Op op, OnnxValue.Tensor... from) {
    return suffix == null ? call.emit(op, from) : call.step(suffix, op, from);
  }

  private static DoubleBinaryOperator on(Op.Arithmetic arithmetic, boolean real) {
    return switch (arithmetic) {
      case ADD -> (a, b) -> a + b;
      case SUB -> (a, b) -> a - b;
      case MUL -> (a, b) -> a * b;
      case DIV -> real ? (a, b) -> a / b : TensorArithmetic::quotient;
      case POW -> Math::pow;
      case MIN -> Math::min;
      case MAX -> Math::max;
    };
  }

  /** Divides integers, rounding towards 0 as ONNX does; division by 0 gives 0. */
  private static double quotient(double p, double q) {
    return (long) q == 0 ? 0 : (long) p / (long) q;
  }

  /** Combines two constants elementwise, with broadcasting. */
  static Constant folded(Constant a, Constant b, boolean real, DoubleBinaryOperator on) {
    int rank = Math.max(a.rank(), b.rank());
    List<Integer> out = new ArrayList<>();
    long size = 1;
    for (int i = 0; i < rank; i++) {
      int p = i < rank - a.rank() ? 1 : a.extents().get(i - rank + a.rank());
      int q = i < rank - b.rank() ? 1 : b.extents().get(i - rank + b.rank());
      if (p != q && p != 1 && q != 1) {
        throw new UnsupportedNode("constants " + a.extents() + " and " + b.extents());
      }
      out.add(p == 1 ? q : p);
      size *= out.get(i);
      if (size > Constant.MOST_COMPUTED) {
        throw new UnsupportedNode("a constant of too many values");
      }
    }
    double[] x = a.few();
    double[] y = b.few();
    double[] result = new double[(int) size];
    for (int o = 0; o < result.length; o++) {
      result[o] = on.applyAsDouble(x[source(a, out, o)], y[source(b, out, o)]);
    }
    return Constant.of(a.name(), out, real, result);
  }

  private static int source(Constant of, List<Integer> out, int o) {
    int index = 0;
    int stride = 1;
    int rest = o;
    for (int i = out.size() - 1; i >= 0; i--) {
      int place = rest % out.get(i);
      rest /= out.get(i);
      int own = i - out.size() + of.rank();
      if (own >= 0) {
        index += of.extents().get(own) == 1 ? 0 : place * stride;
        stride *= of.extents().get(own);
      }
    }
    return index;
  }

  private static List<OnnxValue> several(NodeCall call, Op.Arithmetic arithmetic) {
    OnnxValue result = call.array(0);
    for (int i = 1; i < call.count(); i++) {
      String suffix = i < call.count() - 1 ? "part" + i : null;
      result = binary(call, suffix, arithmetic, result, call.array(i));
    }
    return Operators.one(result);
  }

  private static List<OnnxValue> mean(NodeCall call) {
    OnnxValue result = call.array(0);
    for (int i = 1; i < call.count(); i++) {
      result = binary(call, "part" + i, Op.Arithmetic.ADD, result, call.array(i));
    }
    Constant count = Constant.of("count", List.of(), true, call.count());
    return Operators.one(binary(call, null, Op.Arithmetic.DIV, result, new OnnxValue.Fixed(count)));
  }

  private static List<OnnxValue> compared(NodeCall call, DoubleBinaryOperator on) {
    return Operators.one(
        new OnnxValue.Fixed(folded(call.constant(0), call.constant(1), false, on)));
  }

  private static List<OnnxValue> mod(NodeCall call) {
    boolean sign = call.integer("fmod", 0) != 0; // the dividend's sign, else the divisor's
    DoubleBinaryOperator on = (a, b) -> b == 0 ? 0 : sign ? a % b : a - b * Math.floor(a / b);
    Constant a = call.constant(0);
    return Operators.one(new OnnxValue.Fixed(folded(a, call.constant(1), a.real(), on)));
  }

  /** Selects by a constant mask: one input times the mask, plus the other times its complement. */
  private static List<OnnxValue> where(NodeCall call) {
    Constant condition = call.constant(0);
    Constant mask =
        folded(condition, Constant.of("", List.of(), true, 0), true, (c, zero) -> c != 0 ? 1 : 0);
    Constant rest = folded(mask, Constant.of("", List.of(), true, 1), true, (m, one) -> one - m);
    if (call.array(1) instanceof OnnxValue.Fixed first
        && call.array(2) instanceof OnnxValue.Fixed second) {
      Constant taken = folded(condition, first.constant(), true, (c, x) -> c != 0 ? x : 0);
      Constant left = folded(condition, second.constant(), true, (c, y) -> c != 0 ? 0 : y);
      boolean real = first.constant().real();
      return Operators.one(new OnnxValue.Fixed(folded(taken, left, real, Double::sum)));
    }
    OnnxValue taken = masked(call, "taken", mask, call.array(1));
    OnnxValue left = masked(call, "left", rest, call.array(2));
    return Operators.one(binary(call, null, Op.Arithmetic.ADD, taken, left));
  }

  private static OnnxValue masked(NodeCall call, String suffix, Constant mask, OnnxValue value) {
    if (value instanceof OnnxValue.Fixed fixed) { // may hold infinities
      return new OnnxValue.Fixed(
          folded(
              mask,
              fixed.constant(),
              true,
              (m, x) -> m == 0 ? 0 : Math.min(Math.max(x, -Pointwise.LARGEST), Pointwise.LARGEST)));
    }
    return binary(call, suffix, Op.Arithmetic.MUL, value, new OnnxValue.Fixed(mask));
  }

  /** {@code max(x, 0) − slope · max(−x, 0)}, with a slope of any shape. */
  private static List<OnnxValue> prelu(NodeCall call) {
    OnnxValue.Tensor in = call.tensor(call.array(0));
    OnnxValue.Tensor over = call.step("over", new Op.Relu(), in);
    OnnxValue.Tensor minus = call.step("minus", new Op.Pointwise(ScalarFunction.LINEAR, -1, 0), in);
    OnnxValue.Tensor under = call.step("under", new Op.Relu(), minus);
    OnnxValue sloped = binary(call, "slope", Op.Arithmetic.MUL, under, call.array(1));
    return Operators.one(binary(call, null, Op.Arithmetic.SUB, over, sloped));
  }
}
