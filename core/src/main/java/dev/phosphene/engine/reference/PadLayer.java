package dev.phosphene.engine.reference;

import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;

/** Adds a border of one value. */
record PadLayer(Op.Pad pad, Shape in, Shape out) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    Arrays.fill(out, pad.value());
    for (int i = 0; i < in[0].length; i++) {
      out[place(i)] = in[0][i];
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int i = 0; i < dIn[0].length; i++) {
      dIn[0][i] += dOut[place(i)];
    }
  }

  private int place(int i) {
    int x = i % in.w();
    int y = i / in.w() % in.h();
    int plane = i / (in.w() * in.h());
    return (plane * out.h() + y + pad.top()) * out.w() + x + pad.left();
  }
}
