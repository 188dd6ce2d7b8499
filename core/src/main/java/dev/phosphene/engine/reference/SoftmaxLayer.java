package dev.phosphene.engine.reference;

import dev.phosphene.tensor.Lines;

/**
 * {@code y_i = exp(x_i) / Σ exp(x)} along each line, {@code dx_i = y_i · (dy_i − Σ y·dy)}; or the
 * logarithm of that, {@code dx_i = dy_i − exp(y_i) · Σ dy}.
 */
record SoftmaxLayer(Lines lines, boolean log) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    for (int line = 0; line < lines.count(); line++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int k = 0; k < lines.length(); k++) {
        largest = Math.max(largest, in[0][at(line, k)]);
      }
      double total = 0;
      for (int k = 0; k < lines.length(); k++) {
        total += Math.exp(in[0][at(line, k)] - largest);
      }
      for (int k = 0; k < lines.length(); k++) {
        double x = in[0][at(line, k)] - largest;
        out[at(line, k)] = log ? x - Math.log(total) : Math.exp(x) / total;
      }
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int line = 0; line < lines.count(); line++) {
      double sum = 0;
      for (int k = 0; k < lines.length(); k++) {
        int i = at(line, k);
        sum += log ? dOut[i] : out[i] * dOut[i];
      }
      for (int k = 0; k < lines.length(); k++) {
        int i = at(line, k);
        dIn[0][i] += log ? dOut[i] - Math.exp(out[i]) * sum : out[i] * (dOut[i] - sum);
      }
    }
  }

  private int at(int line, int k) {
    return lines.start(line) + k * lines.inner();
  }
}
