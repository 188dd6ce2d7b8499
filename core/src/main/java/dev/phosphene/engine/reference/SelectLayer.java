package dev.phosphene.engine.reference;

import dev.phosphene.tensor.Shape;
import java.util.List;

/** {@code y[c] = x[channels[c]]}. */
record SelectLayer(List<Integer> channels, Shape in, Shape out) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = in[0][source(i)];
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int i = 0; i < dOut.length; i++) {
      dIn[0][source(i)] += dOut[i];
    }
  }

  private int source(int i) {
    int positions = in.h() * in.w();
    int n = i / (out.c() * positions);
    int c = i / positions % out.c();
    return (n * in.c() + channels.get(c)) * positions + i % positions;
  }
}
