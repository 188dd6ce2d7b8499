package dev.phosphene.engine.reference;

import dev.phosphene.tensor.Shape;
import java.util.List;

/** Inputs one after the other along the channels. */
record ConcatLayer(List<Shape> in, Shape out) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    visit((part, i, o) -> out[o] = in[part][i]);
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    visit((part, i, o) -> dIn[part][i] += dOut[o]);
  }

  /** Receives every pair of places: an input, an index in it, an index in the output. */
  private interface Visitor {
    void pair(int part, int i, int o);
  }

  private void visit(Visitor visitor) {
    int o = 0;
    for (int n = 0; n < out.n(); n++) {
      for (int part = 0; part < in.size(); part++) {
        int example = in.get(part).size() / out.n();
        for (int i = 0; i < example; i++) {
          visitor.pair(part, n * example + i, o++);
        }
      }
    }
  }
}
