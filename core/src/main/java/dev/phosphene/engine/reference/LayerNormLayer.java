package dev.phosphene.engine.reference;

import dev.phosphene.tensor.Lines;

/**
 * {@code y = (x − mean) / σ} along each line, {@code σ = √(variance + epsilon)}; {@code dx = (dy −
 * mean(dy) − y · mean(y·dy)) / σ}.
 */
record LayerNormLayer(Lines lines, double epsilon) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    for (int line = 0; line < lines.count(); line++) {
      double mean = mean(line, in[0]);
      double deviation = deviation(line, in[0], mean);
      for (int k = 0; k < lines.length(); k++) {
        out[at(line, k)] = (in[0][at(line, k)] - mean) / deviation;
      }
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int line = 0; line < lines.count(); line++) {
      double deviation = deviation(line, in[0], mean(line, in[0]));
      double along = 0;
      for (int k = 0; k < lines.length(); k++) {
        along += out[at(line, k)] * dOut[at(line, k)] / lines.length();
      }
      double mean = mean(line, dOut);
      for (int k = 0; k < lines.length(); k++) {
        int i = at(line, k);
        dIn[0][i] += (dOut[i] - mean - out[i] * along) / deviation;
      }
    }
  }

  private int at(int line, int k) {
    return lines.start(line) + k * lines.inner();
  }

  private double mean(int line, double[] values) {
    double sum = 0;
    for (int k = 0; k < lines.length(); k++) {
      sum += values[at(line, k)];
    }
    return sum / lines.length();
  }

  private double deviation(int line, double[] values, double mean) {
    double sum = 0;
    for (int k = 0; k < lines.length(); k++) {
      double difference = values[at(line, k)] - mean;
      sum += difference * difference;
    }
    return Math.sqrt(sum / lines.length() + epsilon);
  }
}
