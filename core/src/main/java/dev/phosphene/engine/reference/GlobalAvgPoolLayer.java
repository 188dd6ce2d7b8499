package dev.phosphene.engine.reference;

import dev.phosphene.tensor.Shape;

/** Mean over all positions. */
record GlobalAvgPoolLayer(Shape in) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    int positions = positions();
    for (int o = 0; o < out.length; o++) {
      double sum = 0;
      for (int i = 0; i < positions; i++) {
        sum += in[0][o * positions + i];
      }
      out[o] = sum / positions;
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    int positions = positions();
    for (int i = 0; i < dIn[0].length; i++) {
      dIn[0][i] += dOut[i / positions] / positions;
    }
  }

  private int positions() {
    return in.h() * in.w();
  }
}
