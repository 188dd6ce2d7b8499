package dev.phosphene.load.tensorflow;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.tensorflow.FrozenOperators.Single;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Imports addition and its kin: of constants, with per-channel constants, and between layers. */
final class FrozenArithmetic {
  private FrozenArithmetic() {}

  static void register(Map<String, Single> all) {
    for (String name : new String[] {"Add", "AddV2", "BiasAdd"}) {
      all.put(name, call -> binary(call, Op.Arithmetic.ADD, Double::sum));
    }
    all.put("Sub", call -> binary(call, Op.Arithmetic.SUB, (a, b) -> a - b));
    all.put("Mul", call -> binary(call, Op.Arithmetic.MUL, (a, b) -> a * b));
    for (String name : new String[] {"RealDiv", "Div"}) {
      all.put(name, call -> binary(call, Op.Arithmetic.DIV, FrozenArithmetic::quotient));
    }
    all.put("FloorDiv", call -> constants(call, (a, b) -> Math.floor(quotient(a, b))));
    all.put("Maximum", call -> binary(call, Op.Arithmetic.MAX, Math::max));
    all.put("Minimum", call -> binary(call, Op.Arithmetic.MIN, Math::min));
    all.put("Pow", call -> binary(call, Op.Arithmetic.POW, Math::pow));
    all.put("AddN", FrozenArithmetic::sum);
  }

  private static double quotient(double a, double b) {
    return a / b;
  }

  private static FrozenValue constants(FrozenCall call, DoubleBinaryOperator function) {
    return new FrozenValue.Fixed(call.constant(0).with(call.label(), call.constant(1), function));
  }

  private static FrozenValue binary(
      FrozenCall call, Op.Arithmetic arithmetic, DoubleBinaryOperator function) {
    boolean first = call.value(0) instanceof FrozenValue.Known;
    boolean second = call.value(1) instanceof FrozenValue.Known;
    if (!first && !second) {
      return constants(call, function);
    } else if (first && second) {
      return both(call, arithmetic, call.known(0), call.known(1));
    }
    FrozenValue.Known in = call.known(first ? 0 : 1);
    FrozenConstant constant = call.constant(first ? 1 : 0);
    int channels = call.channels(in);
    if (constant.size() == 1) {
      return call.emit(withNumber(arithmetic, first, (float) constant.single()), in);
    }
    Parameter each = constant.perChannel(channels);
    Op op =
        switch (arithmetic) {
          case ADD -> affine(filled(1, channels), each);
          case SUB ->
              first
                  ? affine(filled(1, channels), mapped(each, v -> -v))
                  : affine(filled(-1, channels), each);
          case MUL -> affine(each, filled(0, channels));
          case DIV -> affine(inverse(first, each), filled(0, channels));
          case POW, MIN, MAX ->
              throw new Unsupported("a different number for each channel is not supported");
        };
    return call.emit(op, in);
  }

  private static Parameter inverse(boolean behind, Parameter each) {
    if (!behind) {
      throw new Unsupported("per-channel constants divided by values of the image");
    }
    return mapped(each, v -> 1 / v);
  }

  private static Op affine(Parameter scale, Parameter shift) {
    return new Op.Affine(scale, shift);
  }

  static Parameter filled(float value, int channels) {
    float[] values = new float[channels];
    Arrays.fill(values, value);
    return Parameter.of(String.valueOf(value), Shape.of(channels), values);
  }

  static Parameter mapped(Parameter from, DoubleUnaryOperator function) {
    return from.computed(
        from.shape(),
        () -> {
          float[] values = from.anyValues();
          for (int i = 0; i < values.length; i++) {
            values[i] = (float) function.applyAsDouble(values[i]);
          }
          return values;
        });
  }

  /** Returns the op with one number for all values, after or before the operator. */
  private static Op withNumber(Op.Arithmetic arithmetic, boolean behind, float c) {
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
          throw new Unsupported("powers of a number are not supported");
        }
        yield new Op.Pointwise(ScalarFunction.POWER, 1, c);
      }
      case MIN -> new Op.Pointwise(ScalarFunction.CLIP, -Float.MAX_VALUE, c);
      case MAX ->
          c == 0 ? new Op.Relu() : new Op.Pointwise(ScalarFunction.CLIP, c, Float.MAX_VALUE);
    };
  }

  private static FrozenValue both(
      FrozenCall call, Op.Arithmetic arithmetic, FrozenValue.Known a, FrozenValue.Known b) {
    if (a.flat() != b.flat()) {
      throw new Unsupported("only one of its inputs has rows and columns");
    }
    boolean sum = arithmetic == Op.Arithmetic.ADD && call.shape(a).equals(call.shape(b));
    return call.emit(sum ? new Op.Add() : new Op.Binary(arithmetic), a.flat(), a, b);
  }

  private static FrozenValue sum(FrozenCall call) {
    FrozenValue.Known[] all = new FrozenValue.Known[Math.max(1, call.count())];
    for (int i = 0; i < all.length; i++) {
      all[i] = call.known(i);
      if (all[i].flat() != all[0].flat()) {
        throw new Unsupported("only some of its inputs have rows and columns");
      }
    }
    return call.emit(new Op.Add(), all[0].flat(), all);
  }
}
