package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.graph.Op;

/** One step of a recurrence and its gradient, in float32, for {@link RecurrentKernel}. */
final class RecurrentCell {
  private final Op.Recurrent op;
  private final int hidden;
  private final int shares;
  private final float[] weight; // [hidden, shares]
  private final float[] turned; // [shares, hidden]
  private final float[] bias;

  RecurrentCell(Op.Recurrent op, float[] weight, float[] bias) {
    this.op = op;
    this.weight = weight;
    this.bias = bias;
    hidden = op.hidden();
    shares = bias.length;
    turned = new float[weight.length];
    for (int k = 0; k < hidden; k++) {
      for (int j = 0; j < shares; j++) {
        turned[j * hidden + k] = weight[k * shares + j];
      }
    }
  }

  int hidden() {
    return hidden;
  }

  int shares() {
    return shares;
  }

  /**
   * What a step leaves.
   *
   * @param sums what the functions were applied to, {@code [shares]}
   * @param values what they gave, {@code [shares]}
   * @param inner {@code R h' + c} of the candidate, before the reset, {@code [hidden]}
   * @param memory of LSTM
   * @param shown the state's function of the memory, of LSTM
   */
  record Step(
      float[] sums, float[] values, float[] inner, float[] memory, float[] shown, float[] state) {}

  /** Returns the state before the first step: zeros. */
  Step first() {
    float[] none = new float[0];
    return new Step(none, none, none, new float[hidden], none, new float[hidden]);
  }

  /** Takes a step; {@code x} becomes the step's sums. */
  Step next(float[] x, Step before) {
    float[] h = before.state;
    boolean gru = op.cell() == Op.Cell.GRU || op.cell() == Op.Cell.GRU_RESET_AFTER;
    int direct = gru ? 2 * hidden : shares; // the shares that add R h' + c as it is
    float[] values = new float[shares];
    float[] inner = new float[gru ? hidden : 0];
    float[] memory = new float[hidden];
    float[] shown = new float[hidden];
    float[] state = new float[hidden];
    for (int j = 0; j < direct; j++) {
      x[j] += bias[j];
    }
    addProduct(h, x, 0, direct);
    for (int j = 0; j < direct; j++) {
      values[j] = (float) function(j / hidden).value(x[j]);
    }
    switch (op.cell()) {
      case SIMPLE -> System.arraycopy(values, 0, state, 0, hidden);
      case LSTM -> {
        for (int k = 0; k < hidden; k++) {
          memory[k] = values[hidden + k] * before.memory[k] + values[k] * values[2 * hidden + k];
          shown[k] = (float) op.state().value(memory[k]);
          state[k] = values[3 * hidden + k] * shown[k];
        }
      }
      case GRU, GRU_RESET_AFTER -> {
        boolean after = op.cell() == Op.Cell.GRU_RESET_AFTER;
        float[] reset = h.clone();
        for (int k = 0; k < hidden; k++) {
          inner[k] = bias[2 * hidden + k];
          reset[k] *= after ? 1 : values[hidden + k];
        }
        addProduct(reset, inner, 2 * hidden, hidden);
        for (int k = 0; k < hidden; k++) {
          int j = 2 * hidden + k;
          x[j] += after ? values[hidden + k] * inner[k] : inner[k];
          values[j] = (float) op.state().value(x[j]);
          state[k] = (1 - values[k]) * values[j] + values[k] * h[k];
        }
      }
    }
    return new Step(x, values, inner, memory, shown, state);
  }

  /** Adds {@code hᵀ R} of some neighboring columns of R. */
  private void addProduct(float[] h, float[] to, int firstColumn, int count) {
    for (int k = 0; k < hidden; k++) {
      float factor = h[k];
      int row = k * shares + firstColumn;
      for (int j = 0; j < count; j++) {
        to[j] += factor * weight[row + j];
      }
    }
  }

  /** Adds {@code R d} of some neighboring columns of R. */
  private void addTurned(float[] d, float[] to, int firstColumn, int count) {
    for (int j = firstColumn; j < firstColumn + count; j++) {
      float factor = d[j];
      int row = j * hidden;
      for (int k = 0; k < hidden; k++) {
        to[k] += factor * turned[row + k];
      }
    }
  }

  private Op.Pointwise function(int share) {
    boolean candidate = op.cell() == Op.Cell.SIMPLE || share == 2;
    return candidate ? op.state() : op.gate();
  }

  /**
   * Returns the gradient with respect to a step's input. The gradients with respect to state and
   * memory after the step become those before it.
   */
  float[] backward(Step step, Step before, float[] dState, float[] dMemory) {
    float[] d = new float[shares]; // first with respect to the values, then to the sums
    float[] values = step.values;
    float[] dBefore = new float[hidden];
    for (int k = 0; k < hidden; k++) {
      switch (op.cell()) {
        case SIMPLE -> d[k] = dState[k];
        case LSTM -> {
          float dm =
              dMemory[k]
                  + dState[k] * values[3 * hidden + k] * (float) op.state().slope(step.memory[k]);
          d[k] = dm * values[2 * hidden + k];
          d[hidden + k] = dm * before.memory[k];
          d[2 * hidden + k] = dm * values[k];
          d[3 * hidden + k] = dState[k] * step.shown[k];
          dMemory[k] = dm * values[hidden + k];
        }
        case GRU, GRU_RESET_AFTER -> {
          d[k] = dState[k] * (before.state[k] - values[2 * hidden + k]);
          d[2 * hidden + k] = dState[k] * (1 - values[k]);
          dBefore[k] = dState[k] * values[k];
        }
      }
    }
    switch (op.cell()) {
      case SIMPLE, LSTM -> {
        applySlopes(d, step.sums, 0, shares);
        addTurned(d, dBefore, 0, shares);
      }
      case GRU -> {
        applySlopes(d, step.sums, 2 * hidden, shares);
        float[] product = new float[hidden]; // the gradient with respect to r · h'
        addTurned(d, product, 2 * hidden, hidden);
        for (int k = 0; k < hidden; k++) {
          d[hidden + k] = product[k] * before.state[k];
          dBefore[k] += product[k] * values[hidden + k];
        }
        applySlopes(d, step.sums, 0, 2 * hidden);
        addTurned(d, dBefore, 0, 2 * hidden);
      }
      case GRU_RESET_AFTER -> {
        applySlopes(d, step.sums, 2 * hidden, shares);
        float[] inner = new float[shares];
        for (int k = 0; k < hidden; k++) {
          d[hidden + k] = d[2 * hidden + k] * step.inner[k];
          inner[2 * hidden + k] = d[2 * hidden + k] * values[hidden + k];
        }
        applySlopes(d, step.sums, 0, 2 * hidden);
        addTurned(d, dBefore, 0, 2 * hidden);
        addTurned(inner, dBefore, 2 * hidden, hidden);
      }
    }
    System.arraycopy(dBefore, 0, dState, 0, hidden);
    return d;
  }

  private void applySlopes(float[] d, float[] sums, int from, int to) {
    for (int j = from; j < to; j++) {
      d[j] *= (float) function(j / hidden).slope(sums[j]);
    }
  }
}
