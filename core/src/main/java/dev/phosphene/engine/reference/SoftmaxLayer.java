package dev.phosphene.engine.reference;

import dev.phosphene.tensor.Shape;

/** {@code y_c = exp(x_c) / Σ exp(x)}; {@code dx_c = y_c · (dy_c − Σ y·dy)}. */
record SoftmaxLayer(Shape shape) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    double[] x = in[0];
    int positions = shape.h() * shape.w();
    for (int n = 0; n < shape.n(); n++) {
      for (int p = 0; p < positions; p++) {
        int at = n * shape.c() * positions + p;
        double largest = Double.NEGATIVE_INFINITY;
        for (int c = 0; c < shape.c(); c++) {
          largest = Math.max(largest, x[at + c * positions]);
        }
        double total = 0;
        for (int c = 0; c < shape.c(); c++) {
          total += Math.exp(x[at + c * positions] - largest);
        }
        for (int c = 0; c < shape.c(); c++) {
          out[at + c * positions] = Math.exp(x[at + c * positions] - largest) / total;
        }
      }
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    int positions = shape.h() * shape.w();
    for (int n = 0; n < shape.n(); n++) {
      for (int p = 0; p < positions; p++) {
        int at = n * shape.c() * positions + p;
        double mean = 0;
        for (int c = 0; c < shape.c(); c++) {
          mean += out[at + c * positions] * dOut[at + c * positions];
        }
        for (int c = 0; c < shape.c(); c++) {
          int i = at + c * positions;
          dIn[0][i] += out[i] * (dOut[i] - mean);
        }
      }
    }
  }
}
