package dev.phosphene.engine.onednn;

import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/** Two inputs, value by value; an extent of 1 is repeated. */
record BinaryKernel(Op.Arithmetic arithmetic, Shape a, Shape b, Shape out) implements Kernel {

  @Override
  public void forward(List<FloatBuffer> in, FloatBuffer to, Workers workers) {
    FloatBuffer x = in.get(0);
    FloatBuffer y = in.get(1);
    workers.run(
        out.n() * out.c(),
        out.size(),
        plane -> {
          int n = plane / out.c();
          int c = plane % out.c();
          int o = plane * out.h() * out.w();
          for (int row = 0; row < out.h(); row++) {
            int i = row(a, n, c, row);
            int j = row(b, n, c, row);
            for (int column = 0; column < out.w(); column++) {
              float p = x.get(i + column * step(a));
              float q = y.get(j + column * step(b));
              to.put(o++, value(p, q));
            }
          }
        });
  }

  private float value(float p, float q) {
    return switch (arithmetic) {
      case ADD -> p + q;
      case SUB -> p - q;
      case MUL -> p * q;
      case DIV -> p / q;
    };
  }

  @Override
  public void backward(
      List<FloatBuffer> in, FloatBuffer dOut, List<FloatBuffer> dIn, Workers workers) {
    boolean addition = arithmetic == Op.Arithmetic.ADD || arithmetic == Op.Arithmetic.SUB;
    FloatBuffer x = addition ? dOut : in.get(0); // of no interest then
    FloatBuffer y = addition ? dOut : in.get(1);
    workers.run(
        a.n() * a.c(), out.size(), plane -> collect(a, plane, true, x, y, dOut, dIn.get(0)));
    workers.run(
        b.n() * b.c(), out.size(), plane -> collect(b, plane, false, x, y, dOut, dIn.get(1)));
  }

  /** Sums over everything that reads one plane of an input. */
  private void collect(
      Shape self,
      int plane,
      boolean first,
      FloatBuffer x,
      FloatBuffer y,
      FloatBuffer dOut,
      FloatBuffer to) {
    int each = self.h() * self.w();
    for (int i = plane * each; i < (plane + 1) * each; i++) {
      to.put(i, 0);
    }
    int n = plane / self.c();
    boolean repeated = self.c() != out.c();
    int from = repeated ? 0 : plane % self.c();
    int end = repeated ? out.c() : from + 1;
    boolean needed = arithmetic == Op.Arithmetic.MUL || arithmetic == Op.Arithmetic.DIV;
    for (int c = from; c < end; c++) {
      for (int row = 0; row < out.h(); row++) {
        int o = ((n * out.c() + c) * out.h() + row) * out.w();
        int i = row(a, n, c, row);
        int j = row(b, n, c, row);
        int t = row(self, n, c, row);
        float sum = 0;
        for (int column = 0; column < out.w(); column++) {
          float p = needed ? x.get(i + column * step(a)) : 0;
          float q = needed ? y.get(j + column * step(b)) : 0;
          sum += (first ? towardsFirst(q) : towardsSecond(p, q)) * dOut.get(o + column);
          if (step(self) == 1) {
            to.put(t + column, to.get(t + column) + sum);
            sum = 0;
          }
        }
        if (step(self) == 0) {
          to.put(t, to.get(t) + sum);
        }
      }
    }
  }

  private float towardsFirst(float q) {
    return switch (arithmetic) {
      case ADD, SUB -> 1;
      case MUL -> q;
      case DIV -> 1 / q;
    };
  }

  private float towardsSecond(float p, float q) {
    return switch (arithmetic) {
      case ADD -> 1;
      case SUB -> -1;
      case MUL -> p;
      case DIV -> -p / (q * q);
    };
  }

  @Override
  public boolean readsInputs() {
    return arithmetic == Op.Arithmetic.MUL || arithmetic == Op.Arithmetic.DIV;
  }

  /** Index of the first value that a row of the output reads. */
  private static int row(Shape shape, int n, int c, int y) {
    int plane = n * shape.c() + (shape.c() == 1 ? 0 : c);
    return (plane * shape.h() + (shape.h() == 1 ? 0 : y)) * shape.w();
  }

  private static int step(Shape shape) {
    return shape.w() == 1 ? 0 : 1;
  }
}
