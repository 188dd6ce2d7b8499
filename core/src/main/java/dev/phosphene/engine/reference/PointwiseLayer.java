package dev.phosphene.engine.reference;

import dev.phosphene.graph.Op;

/** Applies one function to every value. At a kink it takes the derivative of the flatter side. */
record PointwiseLayer(Op.Pointwise op) implements Layer {
  @Override
  public void forward(double[][] in, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = op.value(in[0][i]);
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int i = 0; i < dOut.length; i++) {
      dIn[0][i] += op.slope(in[0][i]) * dOut[i];
    }
  }
}
