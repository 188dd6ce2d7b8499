package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Lines;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The recurrence of {@link Op.Recurrent}; the sequences are shared among the threads. The backward
 * pass computes a sequence again.
 *
 * @param lines the steps of all sequences; those of one are {@code inner} rows apart
 */
record RecurrentKernel(Lines lines, boolean reversed, RecurrentCell cell) implements Kernel {

  static RecurrentKernel of(Op.Recurrent op, Shape in) {
    int shares = in.extent(in.rank() - 1);
    Lines values = Lines.along(in, op.axis());
    Lines rows = new Lines(values.outer(), values.length(), values.inner() / shares);
    @Nullable Parameter bias = op.bias();
    float[] shifts = bias == null ? new float[shares] : bias.values();
    return new RecurrentKernel(
        rows, op.reversed(), new RecurrentCell(op, op.weight().values(), shifts));
  }

  private int row(int sequence, int step) {
    int place = reversed ? lines.length() - 1 - step : step;
    return lines.start(sequence) + place * lines.inner();
  }

  private int work() {
    return lines.count() * lines.length() * cell.shares() * cell.hidden();
  }

  @Override
  public void forward(List<FloatBuffer> in, FloatBuffer out, OpenMpParallel workers) {
    workers.run(
        lines.count(),
        work(),
        sequence -> {
          RecurrentCell.Step step = cell.first();
          for (int t = 0; t < lines.length(); t++) {
            step = next(in.get(0), sequence, t, step);
            out.put(row(sequence, t) * cell.hidden(), step.state());
          }
        });
  }

  private RecurrentCell.Step next(FloatBuffer in, int sequence, int t, RecurrentCell.Step before) {
    float[] x = new float[cell.shares()];
    in.get(row(sequence, t) * x.length, x);
    return cell.next(x, before);
  }

  @Override
  public void backward(
      List<FloatBuffer> in, FloatBuffer dOut, List<FloatBuffer> dIn, OpenMpParallel workers) {
    workers.run(
        lines.count(),
        2 * work(),
        sequence -> {
          RecurrentCell.Step[] steps = new RecurrentCell.Step[lines.length() + 1];
          steps[0] = cell.first();
          for (int t = 0; t < lines.length(); t++) {
            steps[t + 1] = next(in.get(0), sequence, t, steps[t]);
          }
          float[] dState = new float[cell.hidden()];
          float[] dMemory = new float[cell.hidden()];
          float[] own = new float[cell.hidden()];
          for (int t = lines.length() - 1; t >= 0; t--) {
            dOut.get(row(sequence, t) * own.length, own);
            for (int k = 0; k < own.length; k++) {
              dState[k] += own[k];
            }
            float[] dx = cell.backward(steps[t + 1], steps[t], dState, dMemory);
            dIn.get(0).put(row(sequence, t) * dx.length, dx);
          }
        });
  }

  @Override
  public boolean readsInputs() {
    return true;
  }
}
