package dev.phosphene.engine.reference;

/** The sum of all inputs. */
record AddLayer() implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = 0;
      for (double[] x : in) {
        out[i] += x[i];
      }
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (double[] dx : dIn) {
      for (int i = 0; i < dOut.length; i++) {
        dx[i] += dOut[i];
      }
    }
  }
}
