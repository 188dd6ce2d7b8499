package dev.phosphene.engine.reference;

import dev.phosphene.tensor.Shape;
import java.util.Arrays;

/** {@code C = A·B}; {@code dA = dC·Bᵀ}, {@code dB = Aᵀ·dC}; the matrices are the last two axes. */
record MatMulLayer(int rows, int inner, int columns, int count) implements Layer {

  static MatMulLayer of(Shape a, Shape b) {
    int last = a.rank() - 1;
    int rows = a.extent(last - 1);
    int inner = a.extent(last);
    return new MatMulLayer(rows, inner, b.extent(last), a.size() / (rows * inner));
  }

  @Override
  public void forward(double[][] in, double[] out) {
    Arrays.fill(out, 0);
    visit((i, j, o) -> out[o] += in[0][i] * in[1][j]);
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    visit(
        (i, j, o) -> {
          dIn[0][i] += dOut[o] * in[1][j];
          dIn[1][j] += dOut[o] * in[0][i];
        });
  }

  /** Receives the indices of two factors and of the sum that their product belongs to. */
  private interface Visitor {
    void product(int i, int j, int o);
  }

  private void visit(Visitor visitor) {
    for (int m = 0; m < count; m++) {
      for (int r = 0; r < rows; r++) {
        for (int k = 0; k < inner; k++) {
          for (int c = 0; c < columns; c++) {
            visitor.product(
                (m * rows + r) * inner + k,
                (m * inner + k) * columns + c,
                (m * rows + r) * columns + c);
          }
        }
      }
    }
  }
}
