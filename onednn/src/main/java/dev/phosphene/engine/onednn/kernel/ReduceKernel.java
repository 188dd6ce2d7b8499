package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Lines;
import dev.phosphene.tensor.LogSumExp;
import java.nio.FloatBuffer;
import java.util.List;

/** Reduces each line to one number; of tied extremes the first gets the gradient. */
record ReduceKernel(Op.Reduction reduction, Lines lines) implements Kernel {

  @Override
  public void forward(List<FloatBuffer> in, FloatBuffer out, OpenMpParallel workers) {
    FloatBuffer x = in.get(0);
    workers.run(
        lines.outer(),
        lines.count() * lines.length(),
        o -> {
          for (int line = o * lines.inner(); line < (o + 1) * lines.inner(); line++) {
            out.put(line, of(x, line));
          }
        });
  }

  private float of(FloatBuffer x, int line) {
    return switch (reduction) {
      case MIN, MAX -> x.get(extreme(x, line));
      case SUM, MEAN -> sum(x, line);
      case LOG_SUM_EXP -> (float) logSumExp(x, line);
    };
  }

  private boolean extremes() {
    return reduction == Op.Reduction.MIN || reduction == Op.Reduction.MAX;
  }

  private float sum(FloatBuffer x, int line) {
    double sum = 0;
    int at = lines.start(line);
    for (int k = 0; k < lines.length(); k++) {
      sum += x.get(at + k * lines.inner());
    }
    return (float) (reduction == Op.Reduction.MEAN ? sum / lines.length() : sum);
  }

  private double logSumExp(FloatBuffer x, int line) {
    double sum = Double.NEGATIVE_INFINITY;
    int at = lines.start(line);
    for (int k = 0; k < lines.length(); k++) {
      sum = LogSumExp.of(sum, x.get(at + k * lines.inner()));
    }
    return sum;
  }

  /** Returns the index of the first largest or smallest value. */
  private int extreme(FloatBuffer x, int line) {
    int best = lines.start(line);
    for (int k = 1; k < lines.length(); k++) {
      int i = lines.start(line) + k * lines.inner();
      boolean better =
          reduction == Op.Reduction.MAX ? x.get(i) > x.get(best) : x.get(i) < x.get(best);
      best = better ? i : best;
    }
    return best;
  }

  @Override
  public void backward(
      List<FloatBuffer> in, FloatBuffer dOut, List<FloatBuffer> dIn, OpenMpParallel workers) {
    FloatBuffer dx = dIn.get(0);
    float share = reduction == Op.Reduction.MEAN ? 1f / lines.length() : 1;
    workers.run(
        lines.outer(),
        lines.count() * lines.length(),
        o -> {
          for (int line = o * lines.inner(); line < (o + 1) * lines.inner(); line++) {
            if (reduction == Op.Reduction.LOG_SUM_EXP) {
              shares(in.get(0), line, dOut.get(line), dx);
              continue;
            }
            int at = lines.start(line);
            float all = extremes() ? 0 : dOut.get(line) * share;
            for (int k = 0; k < lines.length(); k++) {
              dx.put(at + k * lines.inner(), all);
            }
            if (extremes()) {
              dx.put(extreme(in.get(0), line), dOut.get(line));
            }
          }
        });
  }

  private void shares(FloatBuffer x, int line, float whole, FloatBuffer dx) {
    double sum = logSumExp(x, line);
    for (int k = 0; k < lines.length(); k++) {
      int i = lines.start(line) + k * lines.inner();
      dx.put(i, (float) (whole * LogSumExp.share(x.get(i), sum)));
    }
  }

  @Override
  public boolean readsInputs() {
    return extremes() || reduction == Op.Reduction.LOG_SUM_EXP;
  }
}
