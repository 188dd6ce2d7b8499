package dev.phosphene.engine.reference;

import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Lines;
import dev.phosphene.tensor.LogSumExp;

/** Reduces each line to one number; the first of equal extremes gets the gradient. */
record ReduceLayer(Op.Reduction reduction, Lines lines) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    for (int line = 0; line < lines.count(); line++) {
      double result = in[0][lines.start(line)];
      for (int k = 1; k < lines.length(); k++) {
        double x = in[0][lines.start(line) + k * lines.inner()];
        result =
            switch (reduction) {
              case SUM, MEAN -> result + x;
              case MIN -> Math.min(result, x);
              case MAX -> Math.max(result, x);
              case LOG_SUM_EXP -> LogSumExp.of(result, x);
            };
      }
      out[line] = reduction == Op.Reduction.MEAN ? result / lines.length() : result;
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int line = 0; line < lines.count(); line++) {
      boolean found = false;
      for (int k = 0; k < lines.length(); k++) {
        int i = lines.start(line) + k * lines.inner();
        switch (reduction) {
          case SUM -> dIn[0][i] += dOut[line];
          case MEAN -> dIn[0][i] += dOut[line] / lines.length();
          case LOG_SUM_EXP -> dIn[0][i] += dOut[line] * LogSumExp.share(in[0][i], out[line]);
          case MIN, MAX -> {
            if (!found && in[0][i] == out[line]) {
              found = true;
              dIn[0][i] += dOut[line];
            }
          }
        }
      }
    }
  }
}
