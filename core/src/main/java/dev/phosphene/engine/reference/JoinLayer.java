package dev.phosphene.engine.reference;

import dev.phosphene.tensor.Lines;
import dev.phosphene.tensor.Shape;
import java.util.List;

/** Concatenates inputs along an axis. */
record JoinLayer(List<Lines> parts, Lines all) implements Layer {

  static JoinLayer along(int axis, List<Shape> in, Shape out) {
    return new JoinLayer(
        in.stream().map(part -> Lines.along(part, axis)).toList(), Lines.along(out, axis));
  }

  @Override
  public void forward(double[][] in, double[] out) {
    visit((part, i, o) -> out[o] = in[part][i]);
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    visit((part, i, o) -> dIn[part][i] += dOut[o]);
  }

  /** Receives a value's input, its index there and in the output. */
  private interface Visitor {
    void at(int part, int i, int o);
  }

  private void visit(Visitor visitor) {
    int first = 0;
    for (int part = 0; part < parts.size(); part++) {
      Lines own = parts.get(part);
      for (int line = 0; line < own.count(); line++) {
        for (int k = 0; k < own.length(); k++) {
          visitor.at(
              part, own.start(line) + k * own.inner(), all.start(line) + (first + k) * all.inner());
        }
      }
      first += own.length();
    }
  }
}
