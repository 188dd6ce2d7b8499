package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.load.onnx.Operators.Lowering;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/** Imports addition and its kin, between values of the image or with per-channel constants. */
final class Arithmetic {
  private Arithmetic() {}

  static void register(Map<String, Lowering> all) {
    all.put("Add", call -> binary(call, Op.Arithmetic.ADD));
    all.put("Sub", call -> binary(call, Op.Arithmetic.SUB));
    all.put("Mul", call -> binary(call, Op.Arithmetic.MUL));
    all.put("Div", call -> binary(call, Op.Arithmetic.DIV));
    all.put("Sum", Arithmetic::sum);
    all.put("Mean", Arithmetic::mean);
    all.put("Max", call -> bound(call, true));
    all.put("Min", call -> bound(call, false));
  }

  private static List<OnnxValue> binary(NodeCall call, Op.Arithmetic arithmetic) {
    boolean first = call.value(0) instanceof OnnxValue.Map;
    boolean second = call.value(1) instanceof OnnxValue.Map;
    if (first && second) {
      return Operators.one(both(call, arithmetic));
    } else if (!(call.value(first ? 1 : 0) instanceof OnnxValue.Fixed)) {
      return Operators.one(both(call, arithmetic));
    }
    OnnxValue.Map in = call.map(first ? 0 : 1);
    Constant constant = call.constant(first ? 1 : 0);
    if (constant.size() == 1 && constant.rank() <= in.rank()) {
      float number = (float) constant.single();
      return Operators.one(call.emit(withNumber(arithmetic, first, number), in));
    }
    Op op =
        switch (arithmetic) {
          case ADD -> affine(in, 1, perChannel(constant, in, v -> v));
          case SUB ->
              first
                  ? affine(in, 1, perChannel(constant, in, v -> -v))
                  : affine(in, -1, perChannel(constant, in, v -> v));
          case MUL -> new Op.Affine(perChannel(constant, in, v -> v), zero(in));
          case DIV -> {
            if (!first) {
              throw new UnsupportedNode("per-channel constants divided by values of the image");
            }
            yield new Op.Affine(perChannel(constant, in, v -> 1 / v), zero(in));
          }
          case POW, MIN, MAX -> throw new IllegalArgumentException(arithmetic.toString());
        };
    return Operators.one(call.emit(op, in));
  }

  /** Returns the op with one number for all values, after or before the operator. */
  static Op withNumber(Op.Arithmetic arithmetic, boolean behind, float c) {
    return switch (arithmetic) {
      case ADD -> new Op.Pointwise(ScalarFunction.LINEAR, 1, c);
      case SUB -> new Op.Pointwise(ScalarFunction.LINEAR, behind ? 1 : -1, behind ? -c : c);
      case MUL -> new Op.Pointwise(ScalarFunction.LINEAR, c, 0);
      case DIV ->
          behind
              ? new Op.Pointwise(ScalarFunction.LINEAR, 1 / c, 0)
              : new Op.Pointwise(ScalarFunction.POWER, c, -1);
      case POW -> {
        if (!behind) {
          throw new UnsupportedNode("powers of a number are not supported");
        }
        yield new Op.Pointwise(ScalarFunction.POWER, 1, c);
      }
      case MIN -> new Op.Pointwise(ScalarFunction.CLIP, -Pointwise.LARGEST, c);
      case MAX ->
          c == 0 ? new Op.Relu() : new Op.Pointwise(ScalarFunction.CLIP, c, Pointwise.LARGEST);
    };
  }

  private static OnnxValue.Map both(NodeCall call, Op.Arithmetic arithmetic) {
    boolean first = call.value(0) instanceof OnnxValue.Map;
    OnnxValue.Map a = first ? call.map(0) : call.like(call.map(1), 0);
    return both(call, null, arithmetic, a, call.like(a, 1));
  }

  private static OnnxValue.Map both(
      NodeCall call,
      @Nullable String suffix,
      Op.Arithmetic arithmetic,
      OnnxValue.Map a,
      OnnxValue.Map b) {
    boolean same = a.rank() == b.rank() && a.whole() && b.whole();
    for (int i = 0; same && i < a.rank(); i++) {
      Axis other = b.axes().get(i);
      same = a.axes().get(i).is(other.kind()) || a.axes().get(i).is(Kind.ONE) || other.is(Kind.ONE);
    }
    if (!same) {
      throw new UnsupportedNode(
          "its inputs are %s and %s, which do not go together here"
              .formatted(a.extents(), b.extents()));
    }
    boolean sum = arithmetic == Op.Arithmetic.ADD && a.extents().equals(b.extents());
    // The axes are those of the first input; where its axis has size 1 for good, the second's.
    List<Axis> axes = new ArrayList<>();
    for (int i = 0; i < a.rank(); i++) {
      axes.add(a.axes().get(i).is(Kind.ONE) ? b.axes().get(i) : a.axes().get(i));
    }
    List<Kind> kinds = axes.stream().map(Axis::kind).filter(kind -> kind != Kind.ONE).toList();
    if (kinds.stream().distinct().count() < kinds.size()) {
      throw new UnsupportedNode("its inputs are repeated along different axes");
    }
    Op op = sum ? new Op.Add() : new Op.Binary(arithmetic);
    return suffix == null ? call.emit(op, a.with(axes), b) : call.step(suffix, op, a.with(axes), b);
  }

  private static List<OnnxValue> sum(NodeCall call) {
    OnnxValue.Map[] inputs = new OnnxValue.Map[Math.max(1, call.count())];
    boolean alike = true;
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = call.map(i);
      alike &= inputs[i].axes().equals(inputs[0].axes()) && inputs[i].whole();
    }
    return Operators.one(
        alike ? call.emit(new Op.Add(), inputs) : several(call, Op.Arithmetic.ADD, null));
  }

  private static List<OnnxValue> mean(NodeCall call) {
    OnnxValue.Map sum = several(call, Op.Arithmetic.ADD, "sum");
    return Operators.one(
        call.emit(new Op.Pointwise(ScalarFunction.LINEAR, 1f / call.count(), 0), sum));
  }

  /** Combines all inputs in order; the result has the node's name if there is no suffix. */
  private static OnnxValue.Map several(
      NodeCall call, Op.Arithmetic arithmetic, @Nullable String suffix) {
    OnnxValue.Map result = call.map(0);
    for (int i = 1; i < call.count(); i++) {
      String step = i < call.count() - 1 ? "part" + i : suffix;
      result = both(call, step, arithmetic, result, call.like(result, i));
    }
    return result;
  }

  /** Returns the larger or smaller of the image's values and one number. */
  private static List<OnnxValue> bound(NodeCall call, boolean below) {
    boolean first = call.count() > 0 && call.value(0) instanceof OnnxValue.Map;
    if (call.count() == 2 && !(call.value(first ? 1 : 0) instanceof OnnxValue.Fixed)) {
      return Operators.one(both(call, below ? Op.Arithmetic.MAX : Op.Arithmetic.MIN));
    } else if (call.count() != 2) {
      return Operators.one(several(call, below ? Op.Arithmetic.MAX : Op.Arithmetic.MIN, null));
    }
    float bound = (float) call.constant(first ? 1 : 0).single();
    Op op =
        below && bound == 0
            ? new Op.Relu()
            : new Op.Pointwise(
                ScalarFunction.CLIP,
                below ? bound : -Pointwise.LARGEST,
                below ? Pointwise.LARGEST : bound);
    return Operators.one(call.emit(op, call.map(first ? 0 : 1)));
  }

  private static Op.Affine affine(OnnxValue.Map in, float scale, Parameter shift) {
    return new Op.Affine(Pointwise.repeated(scale, channels(in)), shift);
  }

  private static Parameter zero(OnnxValue.Map in) {
    return Pointwise.repeated(0, channels(in));
  }

  private static int channels(OnnxValue.Map in) {
    if (!in.whole()) {
      throw new UnsupportedNode("the channels are split into several axes");
    }
    return in.axes().get(in.the(Kind.CHANNEL)).size();
  }

  /** Returns a constant that varies at most by channel as a vector, each value mapped. */
  static Parameter perChannel(Constant constant, OnnxValue.Map in, DoubleUnaryOperator map) {
    int channels = channels(in);
    int size = constant.size();
    int fromEnd = in.rank() - in.the(Kind.CHANNEL); // ONNX aligns shapes at their ends
    int own = constant.rank() - fromEnd;
    boolean vector = size == channels && own >= 0 && constant.extents().get(own) == channels;
    if (constant.rank() > in.rank() || !(size == 1 || vector)) {
      throw new UnsupportedNode(
          "the constant \"%s\" %s is not one number for each of the %d channels"
              .formatted(constant.name(), constant.extents(), channels));
    }
    return new Parameter(
        constant.name(),
        Shape.of(channels),
        () -> {
          float[] values = constant.floats().get();
          float[] vectorOf = new float[channels];
          for (int c = 0; c < channels; c++) {
            vectorOf[c] = (float) map.applyAsDouble(values[size == 1 ? 0 : c]);
          }
          return vectorOf;
        });
  }
}
