package dev.phosphene.engine.onednn;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Scaling;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/** Every new position is a mix of at most two rows and two columns. */
record ResizeKernel(Axis rows, Axis columns, Shape in, Shape out) implements Kernel {

  /** The two positions that each new one reads, and the share of the second. */
  private record Axis(int[] first, int[] second, float[] share) {
    static Axis of(Scaling scaling, int in, int out) {
      Axis axis = new Axis(new int[out], new int[out], new float[out]);
      for (int o = 0; o < out; o++) {
        Scaling.Mix mix = scaling.mix(o, in);
        axis.first[o] = mix.first();
        axis.second[o] = mix.second();
        axis.share[o] = (float) mix.share();
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
  public void forward(List<FloatBuffer> from, FloatBuffer to, Workers workers) {
    FloatBuffer x = from.get(0);
    workers.run(
        out.n() * out.c(),
        out.size(),
        plane -> {
          for (int i = 0; i < out.h(); i++) {
            int a = (plane * in.h() + rows.first[i]) * in.w();
            int b = (plane * in.h() + rows.second[i]) * in.w();
            float v = rows.share[i];
            for (int j = 0; j < out.w(); j++) {
              int l = columns.first[j];
              int r = columns.second[j];
              float u = columns.share[j];
              float upper = (1 - u) * x.get(a + l) + u * x.get(a + r);
              float lower = (1 - u) * x.get(b + l) + u * x.get(b + r);
              to.put((plane * out.h() + i) * out.w() + j, (1 - v) * upper + v * lower);
            }
          }
        });
  }

  @Override
  public void backward(
      List<FloatBuffer> unused, FloatBuffer dOut, List<FloatBuffer> dIn, Workers workers) {
    FloatBuffer dx = dIn.get(0);
    int each = in.h() * in.w();
    workers.run(
        out.n() * out.c(),
        out.size(),
        plane -> {
          for (int i = plane * each; i < (plane + 1) * each; i++) {
            dx.put(i, 0);
          }
          for (int i = 0; i < out.h(); i++) {
            int a = (plane * in.h() + rows.first[i]) * in.w();
            int b = (plane * in.h() + rows.second[i]) * in.w();
            float v = rows.share[i];
            for (int j = 0; j < out.w(); j++) {
              float d = dOut.get((plane * out.h() + i) * out.w() + j);
              int l = columns.first[j];
              int r = columns.second[j];
              float u = columns.share[j];
              add(dx, a + l, (1 - v) * (1 - u) * d);
              add(dx, a + r, (1 - v) * u * d);
              add(dx, b + l, v * (1 - u) * d);
              add(dx, b + r, v * u * d);
            }
          }
        });
  }

  private static void add(FloatBuffer to, int i, float value) {
    to.put(i, to.get(i) + value);
  }

  @Override
  public boolean readsInputs() {
    return false;
  }
}
