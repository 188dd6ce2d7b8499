package dev.phosphene.load.keras;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Selection;
import dev.phosphene.load.keras.LayerImporters.Lowering;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Imports LSTM, GRU and SimpleRNN over a sequence, and Bidirectional around them. Gates are in the
 * order of {@link Op.Cell}, as Keras has them too (keras-team/keras, keras/src/layers/rnn).
 */
final class RecurrentLayers {
  /** What TimeDistributed may contain. */
  private static final List<String> EACH = List.of("Dense", "Activation", "Dropout");

  private final LayerCall call; // the inner layer's settings and arrays
  private final Op.Cell cell;
  private final int units;
  private final boolean reversed;

  private RecurrentLayers(LayerCall call, boolean reversed) {
    this.call = call;
    this.cell = cell(call);
    this.units = call.config().integer("units", 0);
    this.reversed = reversed;
    if (units < 1) {
      throw call.config().wrong("units", "a positive integer", call.config().json().get("units"));
    }
    for (String key : List.of("return_state", "time_major")) {
      if (call.config().truth(key, false)) {
        throw new UnsupportedLayer("\"" + key + "\" is not supported");
      }
    }
  }

  static void register(Map<String, Lowering> all) {
    for (String kind : List.of("LSTM", "GRU", "SimpleRNN")) {
      all.put(kind, RecurrentLayers::one);
    }
    all.put("Bidirectional", RecurrentLayers::both);
    all.put("TimeDistributed", RecurrentLayers::each);
  }

  private static Op.Cell cell(LayerCall call) {
    return switch (call.layer().kind()) {
      case "LSTM" -> Op.Cell.LSTM;
      case "GRU" ->
          call.config().truth("reset_after", false) ? Op.Cell.GRU_RESET_AFTER : Op.Cell.GRU;
      case "SimpleRNN" -> Op.Cell.SIMPLE;
      default ->
          throw new UnsupportedLayer(
              "the layer in it is a " + call.layer().kind() + "; expected LSTM, GRU or SimpleRNN");
    };
  }

  private static KerasValue.Known one(LayerCall call) {
    boolean reversed = call.config().truth("go_backwards", false);
    KerasValue.Known steps = steps(call);
    KerasValue.Known states = new RecurrentLayers(call, reversed).states(call, "", steps);
    return shown(call, result(call, call, "", states, reversed, false));
  }

  /** The same layer in both directions, with weights of their own. */
  private static KerasValue.Known both(LayerCall call) {
    LayerConfig forward = inner(call, "layer");
    boolean own = call.config().has("backward_layer");
    LayerConfig backward = own ? inner(call, "backward_layer") : forward;
    if (forward.config().truth("go_backwards", false)) {
      throw new UnsupportedLayer("its forward layer goes backward");
    }
    String merge = call.config().text("merge_mode", "concat");
    int first = arrays(forward);
    KerasValue.Known steps = steps(call);
    LayerCall there = call.inside(forward, 0, first);
    LayerCall back = call.inside(backward, first, arrays(backward));
    KerasValue.Known one = new RecurrentLayers(there, false).states(call, "forward_", steps);
    KerasValue.Known other = new RecurrentLayers(back, true).states(call, "backward_", steps);
    one = result(call, there, "forward_", one, false, true);
    other = result(call, back, "backward_", other, true, true);
    KerasValue.Known joined =
        switch (merge) {
          case "concat" -> call.step("joined", new Op.Join(3), one, other);
          case "sum" -> call.step("joined", new Op.Add(), one, other);
          case "mul" -> call.step("joined", new Op.Binary(Op.Arithmetic.MUL), one, other);
          case "ave" -> {
            KerasValue.Known sum = call.step("sum", new Op.Add(), one, other);
            yield call.step("joined", new Op.Pointwise(ScalarFunction.LINEAR, 0.5f, 0), sum);
          }
          default ->
              throw new UnsupportedLayer("the merge mode \"" + merge + "\" is not supported");
        };
    boolean sequences = forward.config().truth("return_sequences", false);
    return shown(call, sequences, joined);
  }

  /** A layer of features at each step, where our channels are features. */
  private static KerasValue.Known each(LayerCall call) {
    LayerConfig inner = inner(call, "layer");
    if (call.input().form() != KerasValue.Form.SEQUENCE || !EACH.contains(inner.kind())) {
      throw new UnsupportedLayer("expected one of " + EACH + " over a sequence");
    }
    return LayerImporters.of(inner).apply(call.inside(inner, 0, 2));
  }

  private static LayerConfig inner(LayerCall call, String key) {
    Config object = call.config().object(key);
    Config config = object.object("config");
    return new LayerConfig(object.text("class_name"), call.layer().path(), config, List.of(), null);
  }

  private static int arrays(LayerConfig layer) {
    return layer.config().truth("use_bias", true) ? 3 : 2;
  }

  /** Returns the input as {@code [n, 1, t, c]}. */
  private static KerasValue.Known steps(LayerCall call) {
    KerasValue.Known in = call.input();
    if (in.form() != KerasValue.Form.SEQUENCE) {
      throw new UnsupportedLayer("its input is no sequence, [n, steps, features]");
    }
    return call.step("steps", new Op.Transpose(List.of(3, 2, 1)), in);
  }

  /** Returns the states after all steps, {@code [n, 1, t, units]}, in the order of the input. */
  private KerasValue.Known states(LayerCall outer, String prefix, KerasValue.Known steps) {
    int features = call.shape(steps).extent(3);
    int shares = cell.gates * units;
    Parameter kernel = call.parameter("kernel", 0, Shape.of(features, shares), features, shares);
    Parameter recurrent =
        call.parameter("recurrent_kernel", 1, Shape.of(units, shares), units, shares);
    Op input = new Op.Linear(kernel, bias(0));
    Op states =
        new Op.Recurrent(
            cell,
            2,
            reversed,
            recurrent,
            cell == Op.Cell.GRU_RESET_AFTER ? bias(1) : null,
            function("recurrent_activation", "sigmoid"),
            function("activation", "tanh"));
    return outer.step(prefix + "states", states, outer.step(prefix + "input", input, steps));
  }

  /** Returns the bias; that of a GRU that resets after the product has two halves. */
  private @Nullable Parameter bias(int half) {
    if (!call.config().truth("use_bias", true)) {
      return null;
    }
    int shares = cell.gates * units;
    if (cell != Op.Cell.GRU_RESET_AFTER) {
      return call.parameter("bias", 2, Shape.of(shares), shares);
    }
    Parameter halves = call.parameter("bias", 2, Shape.of(2, shares), 2, shares);
    return halves.computed(
        Shape.of(shares),
        () -> Arrays.copyOfRange(halves.values(), half * shares, (half + 1) * shares));
  }

  private Op.Pointwise function(String key, String usual) {
    String name = call.config().text(key, usual);
    return switch (name) {
      case "sigmoid" -> new Op.Pointwise(ScalarFunction.SIGMOID);
      case "tanh" -> new Op.Pointwise(ScalarFunction.TANH);
      case "linear" -> new Op.Pointwise(ScalarFunction.LINEAR, 1, 0);
      case "relu" -> new Op.Pointwise(ScalarFunction.LEAKY_RELU);
      case "elu" -> new Op.Pointwise(ScalarFunction.ELU, 1, 0);
      case "softplus" -> new Op.Pointwise(ScalarFunction.SOFTPLUS);
      case "hard_sigmoid" -> // Keras 3 uses another slope
          new Op.Pointwise(ScalarFunction.HARD_SIGMOID, call.major() < 3 ? 0.2f : 1 / 6f, 0.5f);
      default -> throw new UnsupportedLayer("the " + key + " \"" + name + "\" is not supported");
    };
  }

  /**
   * Returns what the layer returns of its states: all, in the order in which Keras has them, or the
   * last.
   *
   * @param aligned whether reversed states stay in the order of the input, as Bidirectional turns
   *     them back
   */
  private static KerasValue.Known result(
      LayerCall outer,
      LayerCall inner,
      String prefix,
      KerasValue.Known states,
      boolean reversed,
      boolean aligned) {
    int count = outer.shape(states).extent(2);
    if (!inner.config().truth("return_sequences", false)) {
      Selection last = new Selection.Listed(List.of(reversed ? 0 : count - 1));
      return outer.step(prefix + "last", new Op.Select(2, last), states);
    } else if (reversed && !aligned) {
      Selection turned = new Selection.Range(-1, -count - 1, -1);
      return outer.step(prefix + "turned", new Op.Select(2, turned), states);
    }
    return states;
  }

  private static KerasValue.Known shown(LayerCall call, KerasValue.Known states) {
    return shown(call, call.config().truth("return_sequences", false), states);
  }

  private static KerasValue.Known shown(
      LayerCall call, boolean sequences, KerasValue.Known states) {
    KerasValue.Form form = sequences ? KerasValue.Form.SEQUENCE : KerasValue.Form.FEATURES;
    return call.emit(new Op.Tokens(), form, states);
  }
}
