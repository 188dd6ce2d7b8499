package dev.phosphene.engine.reference;

/** {@code y = max(x, 0)}; its derivative at 0 is 0. */
record ReluLayer() implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = Math.max(in[0][i], 0);
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int i = 0; i < dOut.length; i++) {
      dIn[0][i] += out[i] > 0 ? dOut[i] : 0;
    }
  }
}
