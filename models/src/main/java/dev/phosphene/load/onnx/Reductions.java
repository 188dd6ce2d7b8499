package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.load.onnx.Operators.Lowering;
import dev.phosphene.tensor.Lines;
import dev.phosphene.tensor.LogSumExp;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Imports reductions along axes. */
final class Reductions {
  /**
   * A reduction as a composition: a function of each value, a reduction, a function of each result;
   * either function may be absent.
   */
  private record Recipe(List<Op> before, Op.Reduction reduction, List<Op> after) {}

  private static final Op SQUARE = new Op.Pointwise(ScalarFunction.POWER, 1, 2);
  private static final Op ROOT = new Op.Pointwise(ScalarFunction.SQRT);
  private static final Op LOG = new Op.Pointwise(ScalarFunction.LOG);
  private static final Map<String, Recipe> KINDS =
      Map.of(
          "ReduceMean", new Recipe(List.of(), Op.Reduction.MEAN, List.of()),
          "ReduceSum", new Recipe(List.of(), Op.Reduction.SUM, List.of()),
          "ReduceMax", new Recipe(List.of(), Op.Reduction.MAX, List.of()),
          "ReduceMin", new Recipe(List.of(), Op.Reduction.MIN, List.of()),
          "ReduceL1",
              new Recipe(
                  List.of(new Op.Pointwise(ScalarFunction.ABS)), Op.Reduction.SUM, List.of()),
          "ReduceL2", new Recipe(List.of(SQUARE), Op.Reduction.SUM, List.of(ROOT)),
          "ReduceSumSquare", new Recipe(List.of(SQUARE), Op.Reduction.SUM, List.of()),
          "ReduceLogSum", new Recipe(List.of(), Op.Reduction.SUM, List.of(LOG)),
          "ReduceLogSumExp", new Recipe(List.of(), Op.Reduction.LOG_SUM_EXP, List.of()));

  private Reductions() {}

  static void onPictures(Map<String, Lowering> all) {
    KINDS.forEach((name, kind) -> all.put(name, call -> picture(call, kind)));
  }

  static void onTensors(Map<String, Lowering> all) {
    KINDS.forEach((name, kind) -> all.put(name, call -> tensor(call, kind)));
    all.put(
        "ReduceProd",
        call ->
            Operators.one(new OnnxValue.Fixed(folded(call, call.constant(0), 1, (a, b) -> a * b))));
  }

  /** Returns the axes, from 0; an attribute in older operator sets and an input in newer ones. */
  private static List<Integer> axes(NodeCall call, int rank) {
    List<Long> given = call.integersOrInput("axes", 1).orElse(List.of());
    if (given.isEmpty()) {
      return call.integer("noop_with_empty_axes", 0) != 0
          ? List.of()
          : IntStream.range(0, rank).boxed().toList();
    }
    return given.stream().map(axis -> NodeCall.axis(axis, rank)).distinct().sorted().toList();
  }

  private static List<OnnxValue> picture(NodeCall call, Recipe kind) {
    OnnxValue.Map in = call.map(0);
    List<Integer> axes = axes(call, in.rank());
    List<Kind> kinds = axes.stream().map(axis -> in.axes().get(axis).kind()).toList();
    boolean map = kinds.contains(Kind.ROW) && kinds.contains(Kind.COLUMN);
    List<Op> ops = new ArrayList<>(kind.before);
    OnnxValue.Map shape = in;
    if (map && kind.reduction == Op.Reduction.MEAN) {
      ops.add(new Op.GlobalAvgPool());
    } else if (map && kind.reduction == Op.Reduction.MAX) {
      ops.add(new Op.GlobalMaxPool());
    } else {
      map = false;
    }
    for (int axis : axes) {
      Kind own = in.axes().get(axis).kind();
      if (own == Kind.BATCH) {
        throw new UnsupportedNode("it mixes the images of a batch");
      } else if (own != Kind.ONE && !(map && (own == Kind.ROW || own == Kind.COLUMN))) {
        ops.add(new Op.Reduce(kind.reduction, shape.place(axis)));
      }
    }
    ops.addAll(kind.after);
    OnnxValue.Map result = in;
    for (int i = 0; i < ops.size(); i++) {
      boolean last = i == ops.size() - 1;
      result = last ? call.emit(ops.get(i), result) : call.step("part" + i, ops.get(i), result);
    }
    if (call.integer("keepdims", 1) != 0) {
      return Operators.one(result);
    }
    List<Axis> left = new ArrayList<>();
    for (int axis = 0; axis < in.rank(); axis++) {
      if (!axes.contains(axis)) {
        left.add(result.axes().get(axis));
      }
    }
    return Operators.one(result.with(left));
  }

  private static List<OnnxValue> tensor(NodeCall call, Recipe kind) {
    if (call.array(0) instanceof OnnxValue.Fixed) {
      return Operators.one(constant(call, kind));
    }
    OnnxValue.Tensor result = call.tensor(call.array(0));
    List<Integer> axes = axes(call, result.extents().size());
    List<Op> ops = new ArrayList<>(kind.before);
    axes.forEach(axis -> ops.add(new Op.Reduce(kind.reduction, axis + 1)));
    ops.addAll(kind.after);
    boolean keep = call.integer("keepdims", 1) != 0;
    for (int i = 0; i < ops.size(); i++) {
      boolean last = keep && i == ops.size() - 1;
      result = last ? call.emit(ops.get(i), result) : call.step("part" + i, ops.get(i), result);
    }
    return Operators.one(
        keep ? result : TensorMoves.reshaped(call, null, result, left(result.extents(), axes)));
  }

  private static List<Integer> left(List<Integer> extents, List<Integer> axes) {
    return IntStream.range(0, extents.size())
        .filter(axis -> !axes.contains(axis))
        .mapToObj(extents::get)
        .toList();
  }

  private static OnnxValue constant(NodeCall call, Recipe kind) {
    Constant in = mapped(call.constant(0), kind.before);
    Constant result =
        switch (kind.reduction) {
          case SUM -> folded(call, in, 0, Double::sum);
          case MIN -> folded(call, in, Double.POSITIVE_INFINITY, Math::min);
          case MAX -> folded(call, in, Double.NEGATIVE_INFINITY, Math::max);
          case LOG_SUM_EXP -> folded(call, in, Double.NEGATIVE_INFINITY, LogSumExp::of);
          case MEAN -> {
            Constant sum = folded(call, in, 0, Double::sum);
            double count = (double) in.size() / Math.max(sum.size(), 1);
            yield sum.mapped(x -> x / count);
          }
        };
    return new OnnxValue.Fixed(mapped(result, kind.after));
  }

  private static Constant mapped(Constant constant, List<Op> ops) {
    Constant result = constant;
    for (Op op : ops) {
      result = result.mapped(number(((Op.Pointwise) op).function()));
    }
    return result;
  }

  private static DoubleUnaryOperator number(ScalarFunction function) {
    return switch (function) {
      case ABS -> Math::abs;
      case LOG -> Math::log;
      case SQRT -> Math::sqrt;
      default -> x -> x * x;
    };
  }

  private static Constant folded(
      NodeCall call, Constant in, double start, DoubleBinaryOperator on) {
    List<Integer> axes = axes(call, in.rank());
    double[] values = in.few();
    List<Integer> extents = new ArrayList<>(in.extents());
    for (int axis : axes) {
      Lines lines = Lines.along(in.reshaped(extents).shape(), axis + 1);
      double[] results = new double[lines.count()];
      for (int line = 0; line < results.length; line++) {
        results[line] = start;
        for (int k = 0; k < lines.length(); k++) {
          double x = values[lines.start(line) + k * lines.inner()];
          results[line] = on.applyAsDouble(results[line], x);
        }
      }
      values = results;
      extents.set(axis, 1);
    }
    List<Integer> shape = call.integer("keepdims", 1) != 0 ? extents : left(extents, axes);
    return Constant.of(in.name(), shape, in.real(), values);
  }
}
