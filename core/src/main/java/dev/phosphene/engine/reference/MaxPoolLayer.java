package dev.phosphene.engine.reference;

/**
 * Maximum over each window; the first of equal values, in row-major order, gets the gradient,
 * unless the gradient is that of average pooling.
 */
record MaxPoolLayer(WindowPositions taps, boolean smoothGradient) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    for (int o = 0; o < out.length; o++) {
      out[o] = in[0][winner(in[0], o)];
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    if (smoothGradient) {
      new AvgPoolLayer(taps, false).backward(in, out, dOut, dIn);
      return;
    }
    for (int o = 0; o < dOut.length; o++) {
      dIn[0][winner(in[0], o)] += dOut[o];
    }
  }

  private int winner(double[] x, int o) {
    int positions = taps.outH() * taps.outW();
    int plane = o / positions * taps.in().h() * taps.in().w();
    int best = -1;
    for (int i = 0; i < taps.window().kernelH(); i++) {
      for (int j = 0; j < taps.window().kernelW(); j++) {
        int row = taps.row(o % positions / taps.outW(), i);
        int column = taps.column(o % taps.outW(), j);
        int candidate = plane + row * taps.in().w() + column;
        if (taps.inside(row, column) && (best < 0 || x[candidate] > x[best])) {
          best = candidate;
        }
      }
    }
    return best;
  }
}
