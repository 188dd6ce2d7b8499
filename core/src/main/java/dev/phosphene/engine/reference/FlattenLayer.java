package dev.phosphene.engine.reference;

/** Keeps the values and changes the shape. */
record FlattenLayer() implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    System.arraycopy(in[0], 0, out, 0, out.length);
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int i = 0; i < dOut.length; i++) {
      dIn[0][i] += dOut[i];
    }
  }
}
