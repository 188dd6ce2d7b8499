package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/** Combines two inputs of any rank elementwise, broadcasting extents of 1. */
record BinaryKernel(Op.Arithmetic arithmetic, Shape a, Shape b, Shape out) implements Kernel {

  @Override
  public void forward(List<FloatBuffer> in, FloatBuffer to, OpenMpParallel workers) {
    FloatBuffer x = in.get(0);
    FloatBuffer y = in.get(1);
    int width = out.extent(last());
    int rows = out.size() / width;
    int bundle = Math.max(1, (1 << 12) / width);
    workers.run(
        (rows + bundle - 1) / bundle,
        out.size(),
        part -> {
          for (int row = part * bundle; row < Math.min((part + 1) * bundle, rows); row++) {
            int i = row(a, row);
            int j = row(b, row);
            for (int k = 0; k < width; k++) {
              to.put(row * width + k, value(x.get(i + k * step(a)), y.get(j + k * step(b))));
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
      case POW -> (float) Math.pow(p, q);
      case MIN -> Math.min(p, q);
      case MAX -> Math.max(p, q);
    };
  }

  @Override
  public void backward(
      List<FloatBuffer> in, FloatBuffer dOut, List<FloatBuffer> dIn, OpenMpParallel workers) {
    FloatBuffer x = readsInputs() ? in.get(0) : dOut; // unused then
    FloatBuffer y = readsInputs() ? in.get(1) : dOut;
    collect(a, true, x, y, dOut, dIn.get(0), workers);
    collect(b, false, x, y, dOut, dIn.get(1), workers);
  }

  /**
   * Sums over everything that reads a value of an input. The leading axes along which the input is
   * not broadcast divide the work.
   */
  private void collect(
      Shape self,
      boolean first,
      FloatBuffer x,
      FloatBuffer y,
      FloatBuffer dOut,
      FloatBuffer to,
      OpenMpParallel workers) {
    int lead = 0;
    int blocks = 1;
    while (lead < last() && self.extent(lead) == out.extent(lead)) {
      blocks *= out.extent(lead++);
    }
    int width = out.extent(last());
    int rows = out.size() / width / blocks;
    int size = self.size() / blocks;
    workers.run(
        blocks,
        out.size(),
        block -> {
          for (int i = block * size; i < (block + 1) * size; i++) {
            to.put(i, 0);
          }
          for (int row = block * rows; row < (block + 1) * rows; row++) {
            add(row, width, self, first, x, y, dOut, to);
          }
        });
  }

  private void add(
      int row,
      int width,
      Shape self,
      boolean first,
      FloatBuffer x,
      FloatBuffer y,
      FloatBuffer dOut,
      FloatBuffer to) {
    boolean needed = readsInputs();
    int i = row(a, row);
    int j = row(b, row);
    int t = row(self, row);
    float sum = 0;
    for (int k = 0; k < width; k++) {
      float p = needed ? x.get(i + k * step(a)) : 0;
      float q = needed ? y.get(j + k * step(b)) : 0;
      float d = (first ? towardsFirst(p, q) : towardsSecond(p, q)) * dOut.get(row * width + k);
      if (step(self) == 1) {
        to.put(t + k, to.get(t + k) + d);
      } else {
        sum += d;
      }
    }
    if (step(self) == 0) {
      to.put(t, to.get(t) + sum);
    }
  }

  private float towardsFirst(float p, float q) {
    return switch (arithmetic) {
      case ADD, SUB -> 1;
      case MUL -> q;
      case DIV -> 1 / q;
      case POW -> q == 0 ? 0 : (float) (q * Math.pow(p, q - 1));
      case MIN -> p <= q ? 1 : 0;
      case MAX -> p >= q ? 1 : 0;
    };
  }

  private float towardsSecond(float p, float q) {
    return switch (arithmetic) {
      case ADD -> 1;
      case SUB -> -1;
      case MUL -> p;
      case DIV -> -p / (q * q);
      case POW -> p > 0 ? (float) (Math.pow(p, q) * Math.log(p)) : 0;
      case MIN -> p <= q ? 0 : 1;
      case MAX -> p >= q ? 0 : 1;
    };
  }

  @Override
  public boolean readsInputs() {
    return arithmetic != Op.Arithmetic.ADD && arithmetic != Op.Arithmetic.SUB;
  }

  private int last() {
    return out.rank() - 1;
  }

  /** Returns the index of the first value that a row of the output reads. */
  private int row(Shape shape, int row) {
    int index = 0;
    int stride = shape.extent(last());
    int rest = row;
    for (int axis = last() - 1; axis >= 0; axis--) {
      int place = rest % out.extent(axis);
      rest /= out.extent(axis);
      index += shape.extent(axis) == 1 ? 0 : place * stride;
      stride *= shape.extent(axis);
    }
    return index;
  }

  private int step(Shape shape) {
    return shape.extent(last()) == 1 ? 0 : 1;
  }
}
