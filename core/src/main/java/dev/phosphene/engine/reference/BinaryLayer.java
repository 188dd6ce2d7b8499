package dev.phosphene.engine.reference;

import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;

/**
 * Combines two inputs elementwise; an extent of 1 is broadcast. Of equal values the first counts.
 */
record BinaryLayer(Op.Arithmetic arithmetic, Shape a, Shape b, Shape out) implements Layer {

  @Override
  public void forward(double[][] in, double[] out) {
    visit(
        (i, j, o) -> {
          double x = in[0][i];
          double y = in[1][j];
          out[o] =
              switch (arithmetic) {
                case ADD -> x + y;
                case SUB -> x - y;
                case MUL -> x * y;
                case DIV -> x / y;
                case POW -> Math.pow(x, y);
                case MIN -> Math.min(x, y);
                case MAX -> Math.max(x, y);
              };
        });
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    visit(
        (i, j, o) -> {
          double x = in[0][i];
          double y = in[1][j];
          dIn[0][i] +=
              switch (arithmetic) {
                case ADD, SUB -> dOut[o];
                case MUL -> y * dOut[o];
                case DIV -> dOut[o] / y;
                case POW -> y == 0 ? 0 : y * Math.pow(x, y - 1) * dOut[o];
                case MIN -> x <= y ? dOut[o] : 0;
                case MAX -> x >= y ? dOut[o] : 0;
              };
          dIn[1][j] +=
              switch (arithmetic) {
                case ADD -> dOut[o];
                case SUB -> -dOut[o];
                case MUL -> x * dOut[o];
                case DIV -> -x / (y * y) * dOut[o];
                case POW -> x > 0 ? out[o] * Math.log(x) * dOut[o] : 0;
                case MIN -> x <= y ? 0 : dOut[o];
                case MAX -> x >= y ? 0 : dOut[o];
              };
        });
  }

  /** Receives an index into each input and into the output. */
  private interface Visitor {
    void at(int i, int j, int o);
  }

  private void visit(Visitor visitor) {
    for (int o = 0; o < out.size(); o++) {
      visitor.at(index(a, o), index(b, o), o);
    }
  }

  /** Returns an input's index for output {@code o}. */
  private int index(Shape shape, int o) {
    int index = 0;
    int stride = 1;
    int rest = o;
    for (int axis = out.rank() - 1; axis >= 0; axis--) {
      int place = rest % out.extent(axis);
      rest /= out.extent(axis);
      index += shape.extent(axis) == 1 ? 0 : place * stride;
      stride *= shape.extent(axis);
    }
    return index;
  }
}
