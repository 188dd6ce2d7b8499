package dev.phosphene.engine.reference;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Lines;
import dev.phosphene.tensor.Shape;
import org.jspecify.annotations.Nullable;

/**
 * The recurrence of {@link Op.Recurrent}, one sequence after the other. The backward pass computes
 * a sequence again and goes through its steps in the opposite order.
 *
 * @param lines the steps of all sequences; those of one are {@code inner} rows apart
 * @param weight {@code [hidden, shares]}
 * @param bias {@code [shares]}
 */
record RecurrentLayer(Op.Recurrent op, Lines lines, float[] weight, float[] bias) implements Layer {

  static RecurrentLayer of(Op.Recurrent op, Shape in) {
    int last = in.rank() - 1;
    Lines values = Lines.along(in, op.axis());
    Lines rows = new Lines(values.outer(), values.length(), values.inner() / in.extent(last));
    @Nullable Parameter bias = op.bias();
    float[] shifts = bias == null ? new float[in.extent(last)] : bias.values();
    return new RecurrentLayer(op, rows, op.weight().values(), shifts);
  }

  private int hidden() {
    return op.hidden();
  }

  private int shares() {
    return bias.length;
  }

  /** Returns the row of a step, counted in the order in which the steps are taken. */
  private int row(int sequence, int step) {
    int place = op.reversed() ? lines.length() - 1 - step : step;
    return lines.start(sequence) + place * lines.inner();
  }

  @Override
  public void forward(double[][] in, double[] out) {
    for (int sequence = 0; sequence < lines.count(); sequence++) {
      double[] state = new double[hidden()];
      double[] memory = new double[hidden()];
      for (int step = 0; step < lines.length(); step++) {
        Step next = new Step(in[0], row(sequence, step) * shares(), state, memory);
        System.arraycopy(next.state, 0, out, row(sequence, step) * hidden(), hidden());
        state = next.state;
        memory = next.memory;
      }
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int sequence = 0; sequence < lines.count(); sequence++) {
      Step[] steps = new Step[lines.length()];
      for (int t = 0; t < steps.length; t++) {
        double[] state = t == 0 ? new double[hidden()] : steps[t - 1].state;
        double[] memory = t == 0 ? new double[hidden()] : steps[t - 1].memory;
        steps[t] = new Step(in[0], row(sequence, t) * shares(), state, memory);
      }
      double[] dState = new double[hidden()];
      double[] dMemory = new double[hidden()];
      for (int t = steps.length - 1; t >= 0; t--) {
        int row = row(sequence, t);
        for (int k = 0; k < hidden(); k++) {
          dState[k] += dOut[row * hidden() + k];
        }
        dState = steps[t].backward(dState, dMemory, dIn[0], row * shares());
      }
    }
  }

  /** One step of one sequence. */
  private final class Step {
    final double[] before;
    final double[] memoryBefore;
    final double[] sums = new double[shares()]; // what the functions are applied to
    final double[] recurrent = new double[shares()]; // R h' + c
    final double[] state = new double[hidden()];
    final double[] memory = new double[hidden()]; // of LSTM

    Step(double[] x, int at, double[] before, double[] memoryBefore) {
      this.before = before;
      this.memoryBefore = memoryBefore;
      for (int j = 0; j < shares(); j++) {
        recurrent[j] = bias[j];
        for (int k = 0; k < hidden(); k++) {
          recurrent[j] += before[k] * weight(k, j);
        }
        sums[j] = x[at + j] + recurrent[j];
      }
      if (op.cell() == Op.Cell.GRU) {
        for (int j = 2 * hidden(); j < shares(); j++) {
          sums[j] = x[at + j] + bias[j];
          for (int k = 0; k < hidden(); k++) {
            sums[j] += gate(1, k) * before[k] * weight(k, j);
          }
        }
      } else if (op.cell() == Op.Cell.GRU_RESET_AFTER) {
        for (int k = 0; k < hidden(); k++) {
          int j = 2 * hidden() + k;
          sums[j] = x[at + j] + gate(1, k) * recurrent[j];
        }
      }
      for (int k = 0; k < hidden(); k++) {
        switch (op.cell()) {
          case SIMPLE -> state[k] = candidate(0, k);
          case LSTM -> {
            memory[k] = gate(1, k) * memoryBefore[k] + gate(0, k) * candidate(2, k);
            state[k] = gate(3, k) * op.state().value(memory[k]);
          }
          case GRU, GRU_RESET_AFTER ->
              state[k] = (1 - gate(0, k)) * candidate(2, k) + gate(0, k) * before[k];
        }
      }
    }

    private double weight(int k, int j) {
      return weight[k * shares() + j];
    }

    private double gate(int share, int k) {
      return op.gate().value(sums[share * hidden() + k]);
    }

    private double candidate(int share, int k) {
      return op.state().value(sums[share * hidden() + k]);
    }

    /**
     * Adds the gradient with respect to the input; returns that with respect to the state before.
     *
     * @param dMemory that with respect to the memory after this step, then before it
     */
    double[] backward(double[] dState, double[] dMemory, double[] dIn, int at) {
      double[] dSums = new double[shares()];
      double[] dBefore = new double[hidden()];
      for (int k = 0; k < hidden(); k++) {
        double d = dState[k];
        switch (op.cell()) {
          case SIMPLE -> dSums[k] = d * op.state().slope(sums[k]);
          case LSTM -> {
            double dm = dMemory[k] + d * gate(3, k) * op.state().slope(memory[k]);
            put(dSums, op.gate(), 0, k, dm * candidate(2, k));
            put(dSums, op.gate(), 1, k, dm * memoryBefore[k]);
            put(dSums, op.state(), 2, k, dm * gate(0, k));
            put(dSums, op.gate(), 3, k, d * op.state().value(memory[k]));
            dMemory[k] = dm * gate(1, k);
          }
          case GRU, GRU_RESET_AFTER -> {
            put(dSums, op.gate(), 0, k, d * (before[k] - candidate(2, k)));
            put(dSums, op.state(), 2, k, d * (1 - gate(0, k)));
            dBefore[k] = d * gate(0, k);
          }
        }
      }
      double[] dRecurrent = dSums.clone();
      for (int k = 0; k < hidden(); k++) {
        int reset = hidden() + k;
        int j = 2 * hidden() + k;
        if (op.cell() == Op.Cell.GRU) {
          double product = 0; // the gradient with respect to r · h'
          for (int i = 2 * hidden(); i < shares(); i++) {
            product += weight(k, i) * dSums[i];
          }
          put(dSums, op.gate(), 1, k, product * before[k]);
          dRecurrent[reset] = dSums[reset];
          dBefore[k] += product * gate(1, k);
        } else if (op.cell() == Op.Cell.GRU_RESET_AFTER) {
          put(dSums, op.gate(), 1, k, dSums[j] * recurrent[j]);
          dRecurrent[reset] = dSums[reset];
          dRecurrent[j] = dSums[j] * gate(1, k);
        }
      }
      int shares = op.cell() == Op.Cell.GRU ? 2 * hidden() : shares();
      for (int k = 0; k < hidden(); k++) {
        for (int j = 0; j < shares; j++) {
          dBefore[k] += weight(k, j) * dRecurrent[j];
        }
      }
      for (int j = 0; j < shares(); j++) {
        dIn[at + j] += dSums[j];
      }
      return dBefore;
    }

    private void put(double[] dSums, Op.Pointwise function, int share, int k, double d) {
      int j = share * hidden() + k;
      dSums[j] = d * function.slope(sums[j]);
    }
  }
}
