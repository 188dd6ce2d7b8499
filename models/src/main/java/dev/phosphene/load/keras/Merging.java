package dev.phosphene.load.keras;

import dev.phosphene.graph.Op;
import dev.phosphene.load.keras.Layers.Lowering;
import java.util.List;
import java.util.Map;

/** Layers with several inputs. */
final class Merging {
  private Merging() {}

  static void register(Map<String, Lowering> all) {
    all.put("Concatenate", Merging::concatenate);
    all.put("Add", call -> sum(call, call.inputs(), true));
    all.put("Multiply", call -> fold(call, Op.Arithmetic.MUL));
    all.put("Subtract", Merging::subtract);
    all.put("Average", Merging::average);
    all.put("Maximum", call -> extreme(call, Op.Arithmetic.ADD));
    all.put("Minimum", call -> extreme(call, Op.Arithmetic.SUB));
  }

  private static Value.Known concatenate(Call call) {
    List<Value.Known> inputs = several(call, 1);
    boolean flat = inputs.get(0).flat();
    int axis = call.config().integer("axis", -1);
    if (inputs.stream().anyMatch(in -> in.flat() != flat || !call.isChannels(axis, in))) {
      throw new Unsupported("it is not along the channels: axis " + axis);
    }
    return call.emit(new Op.Concat(), flat, inputs.toArray(Value.Known[]::new));
  }

  private static List<Value.Known> several(Call call, int least) {
    List<Value.Known> inputs = call.inputs();
    if (inputs.size() < least) {
      throw new Unsupported("it has " + inputs.size() + " inputs");
    }
    boolean mixed = inputs.stream().anyMatch(in -> in.flat() != inputs.get(0).flat());
    if (mixed && call.channelsFirst()) { // Keras makes [n, 1, 1, c] of [n, c]
      throw new Unsupported("only some of its inputs have rows and columns");
    }
    return inputs;
  }

  private static boolean flat(List<Value.Known> inputs) {
    return inputs.stream().allMatch(Value.Known::flat);
  }

  /** The sum, as the layer or as a step of it. */
  private static Value.Known sum(Call call, List<Value.Known> inputs, boolean last) {
    several(call, 2);
    boolean equal =
        inputs.stream().allMatch(in -> call.shape(in).equals(call.shape(inputs.get(0))));
    if (!equal) {
      return last ? fold(call, Op.Arithmetic.ADD) : broken();
    }
    Value.Known[] all = inputs.toArray(Value.Known[]::new);
    return last ? call.emit(new Op.Add(), flat(inputs), all) : call.step("sum", new Op.Add(), all);
  }

  private static Value.Known broken() {
    throw new Unsupported("its inputs differ in shape");
  }

  /** One input after the other; each extent but the first may be 1 in one of them. */
  private static Value.Known fold(Call call, Op.Arithmetic arithmetic) {
    List<Value.Known> inputs = several(call, 2);
    Value.Known result = inputs.get(0);
    for (int i = 1; i < inputs.size() - 1; i++) {
      result = call.step("part" + i, new Op.Binary(arithmetic), result, inputs.get(i));
    }
    Value.Known end = inputs.get(inputs.size() - 1);
    return call.emit(new Op.Binary(arithmetic), flat(inputs), result, end);
  }

  private static Value.Known subtract(Call call) {
    if (several(call, 2).size() != 2) {
      throw new Unsupported("it has " + call.inputs().size() + " inputs, expected two");
    }
    return fold(call, Op.Arithmetic.SUB);
  }

  private static Value.Known average(Call call) {
    List<Value.Known> inputs = call.inputs();
    Value.Known sum = sum(call, inputs, false);
    return call.emit(
        PerChannel.affine(1f / inputs.size(), 0, call.channels(sum)), flat(inputs), sum);
  }

  /** {@code max(a, b) = a + max(b − a, 0)}, {@code min(a, b) = a − max(a − b, 0)}. */
  private static Value.Known extreme(Call call, Op.Arithmetic sign) {
    List<Value.Known> inputs = several(call, 2);
    Value.Known result = inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      Value.Known other = inputs.get(i);
      boolean most = sign == Op.Arithmetic.ADD;
      Op minus = new Op.Binary(Op.Arithmetic.SUB);
      Value.Known difference =
          most
              ? call.step("difference" + i, minus, other, result)
              : call.step("difference" + i, minus, result, other);
      Value.Known positive = call.step("positive" + i, new Op.Relu(), difference);
      Op end = new Op.Binary(sign);
      result =
          i == inputs.size() - 1
              ? call.emit(end, flat(inputs), result, positive)
              : call.step("part" + i, end, result, positive);
    }
    return result;
  }
}
