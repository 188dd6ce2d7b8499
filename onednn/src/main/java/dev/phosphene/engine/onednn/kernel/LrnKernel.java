package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.program.Layouts.Tag;
import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Local response normalization, {@code y_c = x_c · s_c^−β} with {@code s_c = k + α/size · Σ x_d²}
 * over the channels d near c. Backward, {@code dx_d = s_d^−β · dy_d − 2αβ/size · x_d · Σ dy_c · x_c
 * · s_c^(−β−1)} over the channels c that d is near to. oneDNN's own backward pass is plain C++ on
 * processors without AVX-512, and it supports no even sizes.
 *
 * <p>Layout is channels-last, as in the convolutions around it. Some positions are processed at a
 * time, so that they stay in the cache, with a gap of zeros after the channels of each, so that
 * neighbors can be summed without regard to where a position ends.
 */
public final class LrnKernel implements Kernel {
  private static final int POSITIONS = 8;

  private final Op.Lrn op;
  private final Shape shape;
  private final Map<Integer, Desk> desks = new ConcurrentHashMap<>();

  /** A thread's working memory: allocating it would cost more than all computation. */
  private record Desk(float[] x, float[] dy, float[] sums, float[] scale, float[] other) {
    Desk(int size) {
      this(new float[size], new float[size], new float[size], new float[size], new float[size]);
    }
  }

  public LrnKernel(Op.Lrn op, Shape shape) {
    this.op = op;
    this.shape = shape;
  }

  @Override
  public void forward(List<FloatBuffer> in, FloatBuffer out, OpenMpParallel workers) {
    run(
        workers,
        (desk, start, count) -> {
          int end = count * pitch();
          read(in.get(0), start, count, desk.x);
          sums(desk, end);
          powers(desk.sums, desk.scale, end);
          multiply(desk.scale, desk.x, end);
          write(desk.x, out, start, count);
        });
  }

  @Override
  public void backward(
      List<FloatBuffer> in, FloatBuffer dOut, List<FloatBuffer> dIn, OpenMpParallel workers) {
    run(
        workers,
        (desk, start, count) -> {
          int end = count * pitch();
          read(in.get(0), start, count, desk.x);
          read(dOut, start, count, desk.dy);
          sums(desk, end);
          powers(desk.sums, desk.scale, end);
          multiply(desk.scale, desk.dy, end);
          divide(desk.dy, desk.x, desk.sums, end);
          clearGaps(desk.sums, count);
          near(desk.sums, op.size() / 2, (op.size() - 1) / 2, desk.scale, desk.other, end);
          subtract(2 * op.alpha() * op.beta() / op.size(), desk.x, desk.scale, desk.dy, end);
          write(desk.dy, dIn.get(0), start, count);
        });
  }

  /** Computes s. */
  private void sums(Desk desk, int end) {
    square(desk.x, desk.scale, end);
    near(desk.scale, (op.size() - 1) / 2, op.size() / 2, desk.sums, desk.other, end);
    affine(op.alpha() / op.size(), op.k(), desk.sums, end);
  }

  /** Sums, for each channel, from that many channels before it to that many after it. */
  private static void near(
      float[] values, int before, int behind, float[] sums, float[] shifted, int end) {
    System.arraycopy(values, 0, sums, 0, end);
    for (int shift = -before; shift <= behind; shift++) {
      int from = Math.max(-shift, 0);
      int to = end - Math.max(shift, 0);
      if (shift != 0 && from < to) {
        // The compiler vectorizes a loop only if it reads all arrays at one index.
        System.arraycopy(values, from + shift, shifted, from, to - from);
        add(shifted, sums, from, to);
      }
    }
  }

  private static void add(float[] from, float[] to, int first, int end) {
    for (int i = first; i < end; i++) {
      to[i] += from[i];
    }
  }

  private static void square(float[] from, float[] to, int end) {
    for (int i = 0; i < end; i++) {
      to[i] = from[i] * from[i];
    }
  }

  private static void affine(float factor, float offset, float[] values, int end) {
    for (int i = 0; i < end; i++) {
      values[i] = offset + factor * values[i];
    }
  }

  private static void multiply(float[] factors, float[] values, int end) {
    for (int i = 0; i < end; i++) {
      values[i] *= factors[i];
    }
  }

  /** {@code sums = dy · x / sums}. */
  private static void divide(float[] dy, float[] x, float[] sums, int end) {
    for (int i = 0; i < end; i++) {
      sums[i] = dy[i] * x[i] / sums[i];
    }
  }

  /** {@code dy −= factor · x · around}. */
  private static void subtract(float factor, float[] x, float[] around, float[] dy, int end) {
    for (int i = 0; i < end; i++) {
      dy[i] -= factor * x[i] * around[i];
    }
  }

  /** s^−β; roots are much faster than powers. */
  private void powers(float[] sums, float[] powers, int end) {
    if (op.beta() == .75f) {
      for (int i = 0; i < end; i++) {
        float root = (float) Math.sqrt(sums[i]);
        powers[i] = 1 / (root * (float) Math.sqrt(root));
      }
    } else {
      for (int i = 0; i < end; i++) {
        powers[i] = (float) Math.pow(sums[i], -op.beta());
      }
    }
  }

  /** Processes some consecutive positions. */
  private interface Part {
    void run(Desk desk, int start, int count);
  }

  private void run(OpenMpParallel workers, Part work) {
    int positions = shape.n() * shape.h() * shape.w();
    workers.run(
        (positions + POSITIONS - 1) / POSITIONS,
        shape.size(),
        (part, member) -> {
          Desk desk = desks.computeIfAbsent(member, m -> new Desk(POSITIONS * pitch()));
          int start = part * POSITIONS;
          work.run(desk, start, Math.min(POSITIONS, positions - start));
        });
  }

  /** Returns the distance from a position's first channel to the next position's. */
  private int pitch() {
    return shape.c() + op.size() / 2;
  }

  private void read(FloatBuffer from, int start, int count, float[] values) {
    for (int i = 0; i < count; i++) {
      from.get((start + i) * shape.c(), values, i * pitch(), shape.c());
    }
    clearGaps(values, count);
  }

  private void write(float[] values, FloatBuffer to, int start, int count) {
    for (int i = 0; i < count; i++) {
      to.put((start + i) * shape.c(), values, i * pitch(), shape.c());
    }
  }

  /** Clears by strides: a call per gap of two values would cost more than the values around it. */
  private void clearGaps(float[] values, int count) {
    int pitch = pitch();
    for (int back = 1; back <= op.size() / 2; back++) {
      for (int i = 1; i <= count; i++) {
        values[i * pitch - back] = 0;
      }
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
