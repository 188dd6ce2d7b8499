package dev.phosphene.engine.reference;

import java.util.Arrays;

/** Mean over each window, divided by the kernel's size or by the positions inside the input. */
record AvgPoolLayer(WindowPositions taps, boolean countPadding) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    for (int o = 0; o < out.length; o++) {
      double sum = 0;
      for (int i : sources(o)) {
        sum += in[0][i];
      }
      out[o] = sum / divisor(o);
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int o = 0; o < dOut.length; o++) {
      for (int i : sources(o)) {
        dIn[0][i] += dOut[o] / divisor(o);
      }
    }
  }

  private int divisor(int o) {
    return countPadding ? taps.window().kernelH() * taps.window().kernelW() : sources(o).length;
  }

  private int[] sources(int o) {
    int positions = taps.outH() * taps.outW();
    int plane = o / positions * taps.in().h() * taps.in().w();
    int[] found = new int[taps.window().kernelH() * taps.window().kernelW()];
    int count = 0;
    for (int i = 0; i < taps.window().kernelH(); i++) {
      for (int j = 0; j < taps.window().kernelW(); j++) {
        int row = taps.row(o % positions / taps.outW(), i);
        int column = taps.column(o % taps.outW(), j);
        if (taps.inside(row, column)) {
          found[count++] = plane + row * taps.in().w() + column;
        }
      }
    }
    return Arrays.copyOf(found, count);
  }
}
