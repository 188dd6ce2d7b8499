package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Selection;
import dev.phosphene.load.onnx.Operators.Lowering;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Imports LSTM, GRU and RNN, in one direction or both. Each direction becomes a product with the
 * input's weights, and the recurrence. Formulas and the order of gates are ONNX's (onnx/onnx,
 * docs/Operators.md).
 */
final class RecurrentOperators {
  private static final int WEIGHT = 1;
  private static final int RECURRENCE = 2;
  private static final int BIAS = 3;
  private static final int LENGTHS = 4;
  private static final int PEEPHOLES = 7;

  private final NodeCall call;
  private final Op.Cell cell;
  private final int[] gates; // for each of our gates, its place in the file
  private final int hidden;
  private final int directions;
  private final boolean batchFirst;

  private RecurrentOperators(NodeCall call, Op.Cell cell, int... gates) {
    this.call = call;
    this.cell = cell;
    this.gates = gates;
    List<Integer> recurrence = call.constant(RECURRENCE).extents();
    directions = call.text("direction", "forward").equals("bidirectional") ? 2 : 1;
    batchFirst = call.integer("layout", 0) != 0;
    hidden = recurrence.size() == 3 ? recurrence.get(2) : 0;
    check(RECURRENCE, directions, gates.length * hidden, hidden);
  }

  static void register(Map<String, Lowering> all) {
    all.put("RNN", call -> new RecurrentOperators(call, Op.Cell.SIMPLE, 0).apply());
    all.put("LSTM", call -> new RecurrentOperators(call, Op.Cell.LSTM, 0, 2, 3, 1).apply());
    all.put("GRU", call -> new RecurrentOperators(call, gru(call), 0, 1, 2).apply());
  }

  private static Op.Cell gru(NodeCall call) {
    boolean after = call.integer("linear_before_reset", 0) != 0;
    return after ? Op.Cell.GRU_RESET_AFTER : Op.Cell.GRU;
  }

  private List<OnnxValue> apply() {
    OnnxValue.Tensor in = call.tensor(call.array(0));
    List<Integer> extents = in.extents();
    if (extents.size() != 3) {
      throw new UnsupportedNode("its input is " + extents + ", expected steps, batch, features");
    }
    check(WEIGHT, directions, gates.length * hidden, extents.get(2));
    int steps = batchFirst ? 1 : 0;
    refuse(extents.get(steps));
    List<OnnxValue.Tensor> states = new ArrayList<>();
    for (int direction = 0; direction < directions; direction++) {
      String name = directions == 1 ? "" : isReversed(direction) ? "reversed_" : "forward_";
      Op shares = new Op.Linear(matrix(WEIGHT, direction), bias(direction, 0));
      OnnxValue.Tensor shared = call.step(name + "input", shares, in);
      states.add(call.step(name + "states", recurrent(direction, steps), shared));
    }
    List<OnnxValue> results = new ArrayList<>();
    results.add(
        call.wants(0)
            ? all(states, extents)
            : new OnnxValue.Missing("the file does not ask for the states of all steps"));
    if (call.wants(1)) {
      results.add(last(states, extents.get(steps), steps));
    }
    return results;
  }

  private boolean isReversed(int direction) {
    return direction == 1 || call.text("direction", "forward").equals("reverse");
  }

  /** Returns the states after all steps, {@code [steps, directions, batch, hidden]}. */
  private OnnxValue all(List<OnnxValue.Tensor> states, List<Integer> in) {
    int count = in.get(batchFirst ? 1 : 0);
    int batch = in.get(batchFirst ? 0 : 1);
    List<Integer> wanted =
        batchFirst
            ? List.of(batch, count, directions, hidden)
            : List.of(count, directions, batch, hidden);
    if (batch == 1) { // shown as the features of each step, those of both directions side by side
      List<Integer> tokens = List.of(1, count, hidden);
      OnnxValue.Tensor[] parts = new OnnxValue.Tensor[directions];
      for (int i = 0; i < directions; i++) {
        parts[i] = TensorMoves.reshaped(call, "part" + i, states.get(i), tokens);
      }
      Op same = new Op.Reshape(tokens);
      OnnxValue.Tensor shown =
          directions == 1 ? call.emit(same, parts) : call.emit(new Op.Join(3), parts);
      return TensorMoves.reshaped(call, "steps", shown, wanted);
    }
    List<Integer> part = new ArrayList<>(wanted);
    int axis = batchFirst ? 2 : 1;
    part.set(axis, 1);
    OnnxValue.Tensor[] parts = new OnnxValue.Tensor[directions];
    for (int i = 0; i < directions; i++) {
      parts[i] = TensorMoves.reshaped(call, "part" + i, states.get(i), part);
    }
    return directions == 1 ? parts[0] : call.emit(new Op.Join(axis + 1), parts);
  }

  /**
   * Returns the state after the last step of each direction, {@code [directions, batch, hidden]}.
   */
  private OnnxValue last(List<OnnxValue.Tensor> states, int count, int steps) {
    OnnxValue.Tensor[] ends = new OnnxValue.Tensor[directions];
    for (int i = 0; i < directions; i++) {
      int place = isReversed(i) ? 0 : count - 1;
      Op end = new Op.Select(steps + 1, new Selection.Listed(List.of(place)));
      ends[i] =
          directions == 1
              ? call.emit(1, end, states.get(i))
              : call.step("end" + i, end, states.get(i));
    }
    return directions == 1 ? ends[0] : call.emit(1, new Op.Join(steps + 1), ends);
  }

  private Op recurrent(int direction, int steps) {
    List<Op.Pointwise> functions = RecurrentFunctions.of(call, cell, directions);
    int each = functions.size() / directions;
    List<Op.Pointwise> own = functions.subList(direction * each, (direction + 1) * each);
    if (cell == Op.Cell.LSTM && !own.get(1).equals(own.get(2))) {
      throw new UnsupportedNode("different functions of candidate and state are not supported");
    }
    return new Op.Recurrent(
        cell,
        steps + 1,
        isReversed(direction),
        matrix(RECURRENCE, direction),
        bias(direction, 1),
        own.get(0),
        own.get(each == 1 ? 0 : 1));
  }

  /** Returns one direction of {@code [directions, gates · hidden, in]} as our matrix. */
  private Parameter matrix(int input, int direction) {
    Constant all = call.constant(input);
    int columns = all.extents().get(2);
    int rows = gates.length * hidden;
    Shape shape = Shape.of(columns, rows);
    return all.parameter()
        .computed(
            shape,
            () -> {
              float[] values = all.floats().get();
              float[] matrix = new float[rows * columns];
              for (int row = 0; row < rows; row++) {
                int from = (direction * rows + place(row)) * columns;
                for (int column = 0; column < columns; column++) {
                  matrix[column * rows + row] = values[from + column];
                }
              }
              return matrix;
            });
  }

  /** Returns the input's or the recurrence's half of the bias. */
  private Parameter bias(int direction, int half) {
    int rows = gates.length * hidden;
    if (!call.has(BIAS)) {
      return new Parameter("no bias", Shape.of(rows), () -> new float[rows]);
    }
    check(BIAS, directions, 2 * rows);
    Constant all = call.constant(BIAS);
    return all.parameter()
        .computed(
            Shape.of(rows),
            () -> {
              float[] values = all.floats().get();
              float[] bias = new float[rows];
              for (int row = 0; row < rows; row++) {
                bias[row] = values[(2 * direction + half) * rows + place(row)];
              }
              return bias;
            });
  }

  /** Returns where the file has one of our rows. */
  private int place(int row) {
    return gates[row / hidden] * hidden + row % hidden;
  }

  private void check(int input, Integer... expected) {
    List<Integer> extents = call.constant(input).extents();
    if (hidden < 1 || !extents.equals(List.of(expected))) {
      throw new UnsupportedNode(
          "its input %d is %s; expected %s".formatted(input, extents, List.of(expected)));
    }
  }

  /** Refuses what changes the result and is not supported. */
  private void refuse(int steps) {
    if (call.has(LENGTHS)
        && call.constant(LENGTHS).integers().stream().anyMatch(length -> length != steps)) {
      throw new UnsupportedNode("sequences that end before " + steps + " steps are not supported");
    }
    for (int input = LENGTHS + 1; input < PEEPHOLES; input++) {
      if (call.has(input) && !isZero(call.constant(input))) {
        throw new UnsupportedNode("it starts from a state that is not zero; not supported");
      }
    }
    if (call.has(PEEPHOLES) && !isZero(call.constant(PEEPHOLES))) {
      throw new UnsupportedNode("peepholes are not supported");
    }
    if (call.real("clip", 0) > 0 || call.integer("input_forget", 0) != 0) {
      throw new UnsupportedNode("neither \"clip\" nor \"input_forget\" is supported");
    }
  }

  private static boolean isZero(Constant constant) {
    for (double value : constant.few()) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
