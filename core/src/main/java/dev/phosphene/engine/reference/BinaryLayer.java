package dev.phosphene.engine.reference;

import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;

/** Two inputs, value by value; an extent of 1 is repeated. */
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
              };
          dIn[1][j] +=
              switch (arithmetic) {
                case ADD -> dOut[o];
                case SUB -> -dOut[o];
                case MUL -> x * dOut[o];
                case DIV -> -x / (y * y) * dOut[o];
              };
        });
  }

  /** Receives an index into each input and into the output. */
  private interface Visitor {
    void at(int i, int j, int o);
  }

  private void visit(Visitor visitor) {
    int o = 0;
    for (int n = 0; n < out.n(); n++) {
      for (int c = 0; c < out.c(); c++) {
        for (int y = 0; y < out.h(); y++) {
          for (int x = 0; x < out.w(); x++) {
            visitor.at(index(a, n, c, y, x), index(b, n, c, y, x), o++);
          }
        }
      }
    }
  }

  private static int index(Shape shape, int n, int c, int y, int x) {
    int channel = n * shape.c() + (shape.c() == 1 ? 0 : c);
    int row = channel * shape.h() + (shape.h() == 1 ? 0 : y);
    return row * shape.w() + (shape.w() == 1 ? 0 : x);
  }
}
