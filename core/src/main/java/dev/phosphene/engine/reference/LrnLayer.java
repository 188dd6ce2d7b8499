package dev.phosphene.engine.reference;

import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;

/**
 * {@code y_c = x_c · s_c^−β} with {@code s_c = k + α/size · Σ x_d²} over channels d from c −
 * ⌊(size−1)/2⌋ to c + ⌊size/2⌋, as ONNX defines LRN (onnx/onnx, docs/Operators.md). So {@code
 * ∂y_c/∂x_d = [c = d] · s_c^−β − 2αβ/size · x_c · x_d · s_c^(−β−1)} for channels d near c.
 */
record LrnLayer(Op.Lrn op, Shape shape) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = in[0][i] * Math.pow(sum(in[0], i), -op.beta());
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    double[] x = in[0];
    double factor = 2.0 * op.alpha() * op.beta() / op.size();
    for (int i = 0; i < dOut.length; i++) {
      double s = sum(x, i);
      dIn[0][i] += dOut[i] * Math.pow(s, -op.beta());
      double common = factor * dOut[i] * x[i] * Math.pow(s, -op.beta() - 1);
      for (int near = first(i); near <= last(i); near++) {
        int j = neighbor(i, near);
        dIn[0][j] -= common * x[j];
      }
    }
  }

  private double sum(double[] x, int i) {
    double squares = 0;
    for (int near = first(i); near <= last(i); near++) {
      double value = x[neighbor(i, near)];
      squares += value * value;
    }
    return op.k() + (double) op.alpha() / op.size() * squares;
  }

  private int first(int i) {
    return Math.max(channel(i) - (op.size() - 1) / 2, 0);
  }

  private int last(int i) {
    return Math.min(channel(i) + op.size() / 2, shape.c() - 1);
  }

  private int channel(int i) {
    return i / positions() % shape.c();
  }

  /** Returns the index of the same place in another channel. */
  private int neighbor(int i, int channel) {
    return i + (channel - channel(i)) * positions();
  }

  private int positions() {
    return shape.h() * shape.w();
  }
}
