package dev.phosphene.engine.reference;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Scaling.Mix;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;

/** Interpolates: each new position is a mix of some rows and columns. */
record ResizeLayer(Op.Resize op, Shape in, Shape out) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    Arrays.fill(out, 0);
    visit((i, o, weight) -> out[o] += weight * in[0][i]);
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    visit((i, o, weight) -> dIn[0][i] += weight * dOut[o]);
  }

  /** Receives every summand: indices into input and output, and its weight. */
  private interface Visitor {
    void summand(int i, int o, double weight);
  }

  private void visit(Visitor visitor) {
    for (int o = 0; o < out.size(); o++) {
      Mix rows = op.vertical().mix(o / out.w() % out.h(), in.h());
      Mix columns = op.horizontal().mix(o % out.w(), in.w());
      int plane = o / (out.w() * out.h()) * in.h();
      for (int y = 0; y < rows.places().length; y++) {
        for (int x = 0; x < columns.places().length; x++) {
          int i = (plane + rows.places()[y]) * in.w() + columns.places()[x];
          visitor.summand(i, o, rows.shares()[y] * columns.shares()[x]);
        }
      }
    }
  }
}
