package dev.phosphene.engine.reference;

import dev.phosphene.graph.Box;
import dev.phosphene.tensor.Shape;

/** Crops the input to a box. */
record CropLayer(Box box, Shape in, Shape out) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = in[0][place(i)];
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int i = 0; i < dOut.length; i++) {
      dIn[0][place(i)] += dOut[i];
    }
  }

  private int place(int i) {
    int x = i % out.w();
    int y = i / out.w() % out.h();
    int plane = i / (out.w() * out.h());
    return (plane * in.h() + y + box.top()) * in.w() + x + box.left();
  }
}
