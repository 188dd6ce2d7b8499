package dev.phosphene.engine.reference;

import org.jspecify.annotations.Nullable;

/** {@code y_j = Σ_i x_i · w_ij + b_j} for each vector along the last axis. */
record LinearLayer(float[] weight, float @Nullable [] bias, int in, int out) implements Layer {

  @Override
  public void forward(double[][] x, double[] y) {
    for (int row = 0; row < y.length / out; row++) {
      for (int j = 0; j < out; j++) {
        double sum = bias == null ? 0 : bias[j];
        for (int i = 0; i < in; i++) {
          sum += x[0][row * in + i] * weight[i * out + j];
        }
        y[row * out + j] = sum;
      }
    }
  }

  @Override
  public void backward(double[][] x, double[] y, double[] dY, double[][] dX) {
    for (int row = 0; row < y.length / out; row++) {
      for (int i = 0; i < in; i++) {
        for (int j = 0; j < out; j++) {
          dX[0][row * in + i] += dY[row * out + j] * weight[i * out + j];
        }
      }
    }
  }
}
