package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Scaling;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/** Resizes; every new position is a weighted mean of a few rows, then of a few columns. */
record ResizeKernel(Axis rows, Axis columns, Shape in, Shape out) implements Kernel {

  /** The {@code each} old positions that each new one reads, and their weights. */
  private record Axis(int each, int[] places, float[] shares) {
    static Axis of(Scaling scaling, int in, int out) {
      Scaling.Mix[] mixes = new Scaling.Mix[out];
      int each = 1;
      for (int o = 0; o < out; o++) {
        mixes[o] = scaling.mix(o, in);
        each = Math.max(each, mixes[o].places().length);
      }
      Axis axis = new Axis(each, new int[out * each], new float[out * each]);
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < mixes[o].places().length; i++) {
          axis.places[o * each + i] = mixes[o].places()[i];
          axis.shares[o * each + i] = (float) mixes[o].shares()[i];
        }
      }
      return axis;
    }
  }

  static ResizeKernel of(Op.Resize op, Shape in, Shape out) {
    return new ResizeKernel(
        Axis.of(op.vertical(), in.h(), out.h()),
        Axis.of(op.horizontal(), in.w(), out.w()),
        in,
        out);
  }

  @Override
  public void forward(List<FloatBuffer> from, FloatBuffer to, OpenMpParallel workers) {
    FloatBuffer x = from.get(0);
    workers.run(
        out.n() * out.c(),
        out.size(),
        plane -> {
          float[] mixed = new float[in.w()];
          for (int i = 0; i < out.h(); i++) {
            mixRows(x, plane, i, mixed);
            for (int j = 0; j < out.w(); j++) {
              float sum = 0;
              for (int k = j * columns.each; k < (j + 1) * columns.each; k++) {
                sum += columns.shares[k] * mixed[columns.places[k]];
              }
              to.put((plane * out.h() + i) * out.w() + j, sum);
            }
          }
        });
  }

  private void mixRows(FloatBuffer x, int plane, int i, float[] mixed) {
    for (int k = i * rows.each; k < (i + 1) * rows.each; k++) {
      int at = (plane * in.h() + rows.places[k]) * in.w();
      float share = rows.shares[k];
      boolean first = k == i * rows.each;
      for (int j = 0; j < mixed.length; j++) {
        mixed[j] = (first ? 0 : mixed[j]) + share * x.get(at + j);
      }
    }
  }

  @Override
  public void backward(
      List<FloatBuffer> unused, FloatBuffer dOut, List<FloatBuffer> dIn, OpenMpParallel workers) {
    FloatBuffer dx = dIn.get(0);
    int each = in.h() * in.w();
    workers.run(
        out.n() * out.c(),
        out.size(),
        plane -> {
          for (int i = plane * each; i < (plane + 1) * each; i++) {
            dx.put(i, 0);
          }
          float[] mixed = new float[in.w()];
          for (int i = 0; i < out.h(); i++) {
            unmixColumns(dOut, (plane * out.h() + i) * out.w(), mixed);
            for (int k = i * rows.each; k < (i + 1) * rows.each; k++) {
              int at = (plane * in.h() + rows.places[k]) * in.w();
              float share = rows.shares[k];
              for (int j = 0; j < mixed.length; j++) {
                dx.put(at + j, dx.get(at + j) + share * mixed[j]);
              }
            }
          }
        });
  }

  private void unmixColumns(FloatBuffer dOut, int row, float[] mixed) {
    Arrays.fill(mixed, 0);
    for (int j = 0; j < out.w(); j++) {
      float d = dOut.get(row + j);
      for (int k = j * columns.each; k < (j + 1) * columns.each; k++) {
        mixed[columns.places[k]] += columns.shares[k] * d;
      }
    }
  }

  @Override
  public boolean readsInputs() {
    return false;
  }
}
