package dev.phosphene.engine.reference;

import dev.phosphene.tensor.Shape;

/** {@code y = x > 0 ? x : slope[c] · x}. */
record PReluLayer(float[] slope, Shape shape) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = factor(in[0][i], i) * in[0][i];
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int i = 0; i < dOut.length; i++) {
      dIn[0][i] += factor(in[0][i], i) * dOut[i];
    }
  }

  private double factor(double x, int i) {
    return x > 0 ? 1 : slope[i / (shape.h() * shape.w()) % shape.c()];
  }
}
