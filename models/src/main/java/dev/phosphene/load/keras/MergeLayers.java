package dev.phosphene.load.keras;

import dev.phosphene.graph.Op;
import dev.phosphene.load.keras.LayerImporters.Lowering;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Imports layers with several inputs. */
final class MergeLayers {
  private MergeLayers() {}

  static void register(Map<String, Lowering> all) {
    all.put("Concatenate", MergeLayers::concatenate);
    all.put("Add", call -> sum(call, call.inputs(), true));
    all.put("Multiply", call -> fold(call, Op.Arithmetic.MUL));
    all.put("Subtract", MergeLayers::subtract);
    all.put("Average", MergeLayers::average);
    all.put("Maximum", call -> extreme(call, Op.Arithmetic.ADD));
    all.put("Minimum", call -> extreme(call, Op.Arithmetic.SUB));
  }

  private static KerasValue.Known concatenate(LayerCall call) {
    List<KerasValue.Known> inputs = several(call, 1);
    KerasValue.Form form = inputs.get(0).form();
    int axis = call.config().integer("axis", -1);
    if (inputs.stream().anyMatch(in -> in.form() != form || !call.isChannels(axis, in))) {
      throw new UnsupportedLayer("it is not along the channels: axis " + axis);
    }
    return call.emit(new Op.Concat(), form, inputs.toArray(KerasValue.Known[]::new));
  }

  private static List<KerasValue.Known> several(LayerCall call, int least) {
    List<KerasValue.Known> inputs = call.inputs();
    if (inputs.size() < least) {
      throw new UnsupportedLayer("it has " + inputs.size() + " inputs");
    }
    boolean mixed = inputs.stream().anyMatch(in -> in.form() != inputs.get(0).form());
    boolean steps = inputs.stream().anyMatch(in -> in.form() == KerasValue.Form.SEQUENCE);
    if (mixed && steps) {
      throw new UnsupportedLayer("only some of its inputs are sequences");
    } else if (mixed && call.channelsFirst()) { // Keras turns [n, c] into [n, 1, 1, c]
      throw new UnsupportedLayer("only some of its inputs have rows and columns");
    }
    return inputs;
  }

  /** Returns the form with the most axes. */
  private static KerasValue.Form form(List<KerasValue.Known> inputs) {
    return inputs.stream().map(KerasValue.Known::form).min(Comparator.naturalOrder()).orElseThrow();
  }

  /** Emits the sum, as the layer or as an intermediate step. */
  private static KerasValue.Known sum(LayerCall call, List<KerasValue.Known> inputs, boolean last) {
    several(call, 2);
    boolean equal =
        inputs.stream().allMatch(in -> call.shape(in).equals(call.shape(inputs.get(0))));
    if (!equal) {
      return last ? fold(call, Op.Arithmetic.ADD) : broken();
    }
    KerasValue.Known[] all = inputs.toArray(KerasValue.Known[]::new);
    return last ? call.emit(new Op.Add(), form(inputs), all) : call.step("sum", new Op.Add(), all);
  }

  private static KerasValue.Known broken() {
    throw new UnsupportedLayer("its inputs differ in shape");
  }

  /** Combines the inputs in order; each extent but the first may be 1 in one of them. */
  private static KerasValue.Known fold(LayerCall call, Op.Arithmetic arithmetic) {
    List<KerasValue.Known> inputs = several(call, 2);
    KerasValue.Known result = inputs.get(0);
    for (int i = 1; i < inputs.size() - 1; i++) {
      result = call.step("part" + i, new Op.Binary(arithmetic), result, inputs.get(i));
    }
    KerasValue.Known end = inputs.get(inputs.size() - 1);
    return call.emit(new Op.Binary(arithmetic), form(inputs), result, end);
  }

  private static KerasValue.Known subtract(LayerCall call) {
    if (several(call, 2).size() != 2) {
      throw new UnsupportedLayer("it has " + call.inputs().size() + " inputs, expected two");
    }
    return fold(call, Op.Arithmetic.SUB);
  }

  private static KerasValue.Known average(LayerCall call) {
    List<KerasValue.Known> inputs = call.inputs();
    KerasValue.Known sum = sum(call, inputs, false);
    return call.emit(
        PerChannel.affine(1f / inputs.size(), 0, call.channels(sum)), form(inputs), sum);
  }

  /** {@code max(a, b) = a + max(b − a, 0)}, {@code min(a, b) = a − max(a − b, 0)}. */
  private static KerasValue.Known extreme(LayerCall call, Op.Arithmetic sign) {
    List<KerasValue.Known> inputs = several(call, 2);
    KerasValue.Known result = inputs.get(0);
    for (int i = 1; i < inputs.size(); i++) {
      KerasValue.Known other = inputs.get(i);
      boolean most = sign == Op.Arithmetic.ADD;
      Op minus = new Op.Binary(Op.Arithmetic.SUB);
      KerasValue.Known difference =
          most
              ? call.step("difference" + i, minus, other, result)
              : call.step("difference" + i, minus, result, other);
      KerasValue.Known positive = call.step("positive" + i, new Op.Relu(), difference);
      Op end = new Op.Binary(sign);
      result =
          i == inputs.size() - 1
              ? call.emit(end, form(inputs), result, positive)
              : call.step("part" + i, end, result, positive);
    }
    return result;
  }
}
