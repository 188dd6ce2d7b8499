package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/** The input with a border of one value. */
record PadKernel(Op.Pad pad, Shape in, Shape out) implements Kernel {

  @Override
  public void forward(List<FloatBuffer> from, FloatBuffer to, OpenMpParallel workers) {
    FloatBuffer x = from.get(0);
    int each = out.h() * out.w();
    workers.run(
        in.n() * in.c(),
        out.size(),
        plane -> {
          for (int i = plane * each; i < (plane + 1) * each; i++) {
            to.put(i, pad.value());
          }
          for (int y = 0; y < in.h(); y++) {
            to.put(inner(plane, y), x, (plane * in.h() + y) * in.w(), in.w());
          }
        });
  }

  @Override
  public void backward(
      List<FloatBuffer> unused, FloatBuffer dOut, List<FloatBuffer> dIn, OpenMpParallel workers) {
    FloatBuffer dx = dIn.get(0);
    workers.run(
        in.n() * in.c(),
        in.size(),
        plane -> {
          for (int y = 0; y < in.h(); y++) {
            dx.put((plane * in.h() + y) * in.w(), dOut, inner(plane, y), in.w());
          }
        });
  }

  @Override
  public boolean readsInputs() {
    return false;
  }

  /** Returns where row {@code y} of the input begins in the output. */
  private int inner(int plane, int y) {
    return (plane * out.h() + pad.top() + y) * out.w() + pad.left();
  }
}
