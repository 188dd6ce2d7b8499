package dev.phosphene.engine.onednn;

import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/** Local response normalisation over an even number of channels, which oneDNN does not know. */
record LrnKernel(Op.Lrn op, Shape shape) implements Kernel {

  @Override
  public void forward(List<FloatBuffer> in, FloatBuffer out, Workers workers) {
    FloatBuffer x = in.get(0);
    workers.run(
        shape.n() * shape.c(),
        shape.size(),
        plane -> {
          for (int p = 0; p < positions(); p++) {
            int i = plane * positions() + p;
            out.put(i, (float) (x.get(i) * Math.pow(sum(x, plane, p), -op.beta())));
          }
        });
  }

  /** {@code dx_d = s_d^−β · dy_d − 2αβ/size · x_d · Σ dy_c · x_c · s_c^(−β−1)}, c with d near. */
  @Override
  public void backward(
      List<FloatBuffer> in, FloatBuffer dOut, List<FloatBuffer> dIn, Workers workers) {
    FloatBuffer x = in.get(0);
    double factor = 2.0 * op.alpha() * op.beta() / op.size();
    workers.run(
        shape.n() * shape.c(),
        shape.size(),
        plane -> {
          int c = plane % shape.c();
          int first = Math.max(c - op.size() / 2, 0);
          int last = Math.min(c + (op.size() - 1) / 2, shape.c() - 1);
          for (int p = 0; p < positions(); p++) {
            double sum = 0;
            for (int near = plane - c + first; near <= plane - c + last; near++) {
              int j = near * positions() + p;
              sum += dOut.get(j) * x.get(j) * Math.pow(sum(x, near, p), -op.beta() - 1);
            }
            int i = plane * positions() + p;
            double direct = dOut.get(i) * Math.pow(sum(x, plane, p), -op.beta());
            dIn.get(0).put(i, (float) (direct - factor * x.get(i) * sum));
          }
        });
  }

  private double sum(FloatBuffer x, int plane, int position) {
    int c = plane % shape.c();
    int first = plane - Math.min((op.size() - 1) / 2, c);
    int last = plane + Math.min(op.size() / 2, shape.c() - 1 - c);
    double squares = 0;
    for (int near = first; near <= last; near++) {
      double value = x.get(near * positions() + position);
      squares += value * value;
    }
    return op.k() + (double) op.alpha() / op.size() * squares;
  }

  private int positions() {
    return shape.h() * shape.w();
  }

  @Override
  public boolean readsInputs() {
    return true;
  }
}
