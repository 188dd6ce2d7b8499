package dev.phosphene.load.onnx;

import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Operators that give a picture other axes, or just hand a value on. */
final class Reshaping {
  private Reshaping() {}

  static void register(Map<String, Lowering> all) {
    all.put("Identity", call -> Operators.one(call.value(0)));
    all.put("Dropout", Reshaping::dropout);
    all.put("Cast", Reshaping::cast);
    all.put("Reshape", call -> regrouped(call, Shapes.reshaped(call, call.map(0).extents())));
    all.put("Flatten", call -> regrouped(call, Shapes.flattened(call, call.map(0).extents())));
    all.put("Squeeze", call -> regrouped(call, Shapes.squeezed(call)));
    all.put("Unsqueeze", Reshaping::unsqueeze);
    all.put("Transpose", Reshaping::transpose);
  }

  private static List<Value> regrouped(Call call, List<Integer> after) {
    return Operators.one(Regrouping.of(call, call.map(0), after));
  }

  private static List<Value> dropout(Call call) {
    boolean drops = call.optional(1).map(Constant::single).orElse(0.5) != 0;
    if (drops && call.has(2) && call.constant(2).single() != 0) {
      throw new Unsupported("it is in training mode");
    }
    return Operators.one(call.value(0));
  }

  private static List<Value> cast(Call call) {
    ElementType type = ElementType.of((int) call.integer("to", 0)).orElse(ElementType.FLOAT);
    if (call.value(0) instanceof Value.Fixed fixed) {
      return Operators.one(new Value.Fixed(fixed.constant().cast(type)));
    } else if (!type.real) {
      throw new Unsupported("the picture's values are made into integers");
    }
    return Operators.one(call.value(0));
  }

  private static List<Value> unsqueeze(Call call) {
    List<Axis> wider = new ArrayList<>(call.map(0).axes());
    Shapes.newAxes(call, wider.size()).forEach(axis -> wider.add(axis, Axis.of(Kind.ONE, 1)));
    return Operators.one(call.map(0).with(wider));
  }

  private static List<Value> transpose(Call call) {
    Value.Map in = call.map(0);
    List<Integer> order = Shapes.order(call, in.rank());
    return Operators.one(in.with(order.stream().map(in.axes()::get).toList()));
  }
}
