package dev.phosphene.engine.onednn;

import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * Local response normalisation, {@code y_c = x_c · s_c^−β} with {@code s_c = k + α/size · Σ x_d²}
 * over the channels d near c. On the way back {@code dx_d = s_d^−β · dy_d − 2αβ/size · x_d · Σ dy_c
 * · x_c · s_c^(−β−1)} over the channels c that d is near to. oneDNN's own way back is plain C++ on
 * processors without AVX-512, and it knows no even sizes.
 *
 * <p>Some positions of all channels are taken at a time, so that they stay in the cache.
 */
record LrnKernel(Op.Lrn op, Shape shape) implements Kernel {
  private static final int POSITIONS = 64;

  @Override
  public void forward(List<FloatBuffer> in, FloatBuffer out, Workers workers) {
    run(
        workers,
        (start, width) -> {
          float[] x = read(in.get(0), start, width);
          float[] scale = powers(sums(x, width));
          for (int i = 0; i < x.length; i++) {
            x[i] *= scale[i];
          }
          write(x, out, start, width);
        });
  }

  @Override
  public void backward(
      List<FloatBuffer> in, FloatBuffer dOut, List<FloatBuffer> dIn, Workers workers) {
    float factor = 2 * op.alpha() * op.beta() / op.size();
    run(
        workers,
        (start, width) -> {
          float[] x = read(in.get(0), start, width);
          float[] dy = read(dOut, start, width);
          float[] sums = sums(x, width);
          float[] scale = powers(sums);
          for (int i = 0; i < x.length; i++) {
            dy[i] *= scale[i];
            sums[i] = dy[i] * x[i] / sums[i];
          }
          float[] around = near(sums, width, op.size() / 2, (op.size() - 1) / 2);
          for (int i = 0; i < x.length; i++) {
            dy[i] -= factor * x[i] * around[i];
          }
          write(dy, dIn.get(0), start, width);
        });
  }

  /** s. */
  private float[] sums(float[] x, int width) {
    float[] squares = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      squares[i] = x[i] * x[i];
    }
    float[] sums = near(squares, width, (op.size() - 1) / 2, op.size() / 2);
    float alpha = op.alpha() / op.size();
    for (int i = 0; i < sums.length; i++) {
      sums[i] = op.k() + alpha * sums[i];
    }
    return sums;
  }

  /** For each channel the sum of those from so many before it to so many behind it. */
  private static float[] near(float[] values, int width, int before, int behind) {
    float[] sums = values.clone();
    float[] shifted = new float[values.length];
    for (int shift = -before; shift <= behind; shift++) {
      int from = Math.max(-shift, 0) * width;
      int to = values.length - Math.max(shift, 0) * width;
      if (shift != 0 && from < to) {
        // The compiler makes vectors of a loop only where all arrays are read at one place.
        System.arraycopy(values, from + shift * width, shifted, from, to - from);
        add(shifted, sums, from, to);
      }
    }
    return sums;
  }

  private static void add(float[] from, float[] to, int first, int end) {
    for (int i = first; i < end; i++) {
      to[i] += from[i];
    }
  }

  /** s^−β; roots are much faster than powers. */
  private float[] powers(float[] sums) {
    float[] powers = new float[sums.length];
    if (op.beta() == .75f) {
      for (int i = 0; i < sums.length; i++) {
        float root = (float) Math.sqrt(sums[i]);
        powers[i] = 1 / (root * (float) Math.sqrt(root));
      }
    } else {
      for (int i = 0; i < sums.length; i++) {
        powers[i] = (float) Math.pow(sums[i], -op.beta());
      }
    }
    return powers;
  }

  /** Some positions side by side. */
  private interface Columns {
    void run(int start, int width);
  }

  private void run(Workers workers, Columns work) {
    int plane = shape.h() * shape.w();
    int columns = (plane + POSITIONS - 1) / POSITIONS;
    workers.run(
        shape.n() * columns,
        shape.size(),
        part -> {
          int first = part % columns * POSITIONS;
          int start = part / columns * shape.c() * plane + first;
          work.run(start, Math.min(POSITIONS, plane - first));
        });
  }

  private float[] read(FloatBuffer from, int start, int width) {
    float[] rows = new float[shape.c() * width];
    for (int c = 0; c < shape.c(); c++) {
      from.get(start + c * shape.h() * shape.w(), rows, c * width, width);
    }
    return rows;
  }

  private void write(float[] rows, FloatBuffer to, int start, int width) {
    for (int c = 0; c < shape.c(); c++) {
      to.put(start + c * shape.h() * shape.w(), rows, c * width, width);
    }
  }

  @Override
  public boolean readsInputs() {
    return true;
  }
}
