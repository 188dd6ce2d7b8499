package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.program.Layouts.Tag;
import dev.phosphene.engine.onednn.threads.Workers;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Local response normalisation, {@code y_c = x_c · s_c^−β} with {@code s_c = k + α/size · Σ x_d²}
 * over the channels d near c. On the way back {@code dx_d = s_d^−β · dy_d − 2αβ/size · x_d · Σ dy_c
 * · x_c · s_c^(−β−1)} over the channels c that d is near to. oneDNN's own way back is plain C++ on
 * processors without AVX-512, and it knows no even sizes.
 *
 * <p>Channels lie together, as in the convolutions around it. Some positions are taken at a time,
 * so that they stay in the cache, with a gap of zeros behind the channels of each, so that
 * neighbours can be added up without regard to where a position ends.
 */
public record LrnKernel(Op.Lrn op, Shape shape) implements Kernel {
  private static final int POSITIONS = 8;

  @Override
  public void forward(List<FloatBuffer> in, FloatBuffer out, Workers workers) {
    run(
        workers,
        (start, count) -> {
          float[] x = read(in.get(0), start, count);
          float[] scale = powers(sums(x));
          for (int i = 0; i < x.length; i++) {
            x[i] *= scale[i];
          }
          write(x, out, start, count);
        });
  }

  @Override
  public void backward(
      List<FloatBuffer> in, FloatBuffer dOut, List<FloatBuffer> dIn, Workers workers) {
    float factor = 2 * op.alpha() * op.beta() / op.size();
    run(
        workers,
        (start, count) -> {
          float[] x = read(in.get(0), start, count);
          float[] dy = read(dOut, start, count);
          float[] sums = sums(x);
          float[] scale = powers(sums);
          for (int i = 0; i < x.length; i++) {
            dy[i] *= scale[i];
            sums[i] = dy[i] * x[i] / sums[i];
          }
          clearGaps(sums);
          float[] around = near(sums, op.size() / 2, (op.size() - 1) / 2);
          for (int i = 0; i < x.length; i++) {
            dy[i] -= factor * x[i] * around[i];
          }
          write(dy, dIn.get(0), start, count);
        });
  }

  /** s. */
  private float[] sums(float[] x) {
    float[] squares = new float[x.length];
    for (int i = 0; i < x.length; i++) {
      squares[i] = x[i] * x[i];
    }
    float[] sums = near(squares, (op.size() - 1) / 2, op.size() / 2);
    float alpha = op.alpha() / op.size();
    for (int i = 0; i < sums.length; i++) {
      sums[i] = op.k() + alpha * sums[i];
    }
    return sums;
  }

  /** For each channel the sum of those from so many before it to so many behind it. */
  private static float[] near(float[] values, int before, int behind) {
    float[] sums = values.clone();
    float[] shifted = new float[values.length];
    for (int shift = -before; shift <= behind; shift++) {
      int from = Math.max(-shift, 0);
      int to = values.length - Math.max(shift, 0);
      if (shift != 0 && from < to) {
        // The compiler makes vectors of a loop only where all arrays are read at one place.
        System.arraycopy(values, from + shift, shifted, from, to - from);
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

  /** Some positions one after another. */
  private interface Part {
    void run(int start, int count);
  }

  private void run(Workers workers, Part work) {
    int positions = shape.n() * shape.h() * shape.w();
    workers.run(
        (positions + POSITIONS - 1) / POSITIONS,
        shape.size(),
        part -> {
          int start = part * POSITIONS;
          work.run(start, Math.min(POSITIONS, positions - start));
        });
  }

  /** From the first channel of a position to that of the next. */
  private int pitch() {
    return shape.c() + op.size() / 2;
  }

  private float[] read(FloatBuffer from, int start, int count) {
    float[] values = new float[count * pitch()];
    for (int i = 0; i < count; i++) {
      from.get((start + i) * shape.c(), values, i * pitch(), shape.c());
    }
    return values;
  }

  private void write(float[] values, FloatBuffer to, int start, int count) {
    for (int i = 0; i < count; i++) {
      to.put((start + i) * shape.c(), values, i * pitch(), shape.c());
    }
  }

  private void clearGaps(float[] values) {
    for (int end = pitch(); end <= values.length; end += pitch()) {
      Arrays.fill(values, end - op.size() / 2, end, 0);
    }
  }

  @Override
  public Tag layout() {
    return Tag.CHANNELS_LAST;
  }

  @Override
  public boolean readsInputs() {
    return true;
  }
}
