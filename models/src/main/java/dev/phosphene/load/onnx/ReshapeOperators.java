package dev.phosphene.load.onnx;

import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.load.onnx.Operators.Lowering;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Imports operators that change an image's axes or pass a value on. */
final class ReshapeOperators {
  private ReshapeOperators() {}

  static void register(Map<String, Lowering> all) {
    all.put("Identity", call -> Operators.one(call.value(0)));
    all.put("Dropout", ReshapeOperators::dropout);
    all.put("Cast", ReshapeOperators::cast);
    all.put("Reshape", call -> regrouped(call, Shapes.reshaped(call, call.map(0).extents())));
    all.put("Flatten", call -> regrouped(call, Shapes.flattened(call, call.map(0).extents())));
    all.put("Squeeze", call -> regrouped(call, Shapes.squeezed(call)));
    all.put("Unsqueeze", ReshapeOperators::unsqueeze);
    all.put("Transpose", ReshapeOperators::transpose);
  }

  private static List<OnnxValue> regrouped(NodeCall call, List<Integer> after) {
    return Operators.one(Regrouping.of(call, call.map(0), after));
  }

  private static List<OnnxValue> dropout(NodeCall call) {
    boolean drops = call.optional(1).map(Constant::single).orElse(0.5) != 0;
    if (drops && call.has(2) && call.constant(2).single() != 0) {
      throw new UnsupportedNode("it is in training mode");
    }
    return Operators.one(call.value(0));
  }

  private static List<OnnxValue> cast(NodeCall call) {
    ElementType type = ElementType.of((int) call.integer("to", 0)).orElse(ElementType.FLOAT);
    if (call.value(0) instanceof OnnxValue.Fixed fixed) {
      return Operators.one(new OnnxValue.Fixed(fixed.constant().cast(type)));
    } else if (!type.real) {
      throw new UnsupportedNode("it converts the image's values to integers");
    }
    return Operators.one(call.value(0));
  }

  private static List<OnnxValue> unsqueeze(NodeCall call) {
    List<Axis> wider = new ArrayList<>(call.map(0).axes());
    Shapes.newAxes(call, wider.size()).forEach(axis -> wider.add(axis, Axis.of(Kind.ONE, 1)));
    return Operators.one(call.map(0).with(wider));
  }

  private static List<OnnxValue> transpose(NodeCall call) {
    OnnxValue.Map in = call.map(0);
    List<Integer> order = Shapes.order(call, in.rank());
    return Operators.one(in.with(order.stream().map(in.axes()::get).toList()));
  }
}
