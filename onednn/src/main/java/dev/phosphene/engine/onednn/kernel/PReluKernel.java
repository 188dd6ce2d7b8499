package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.List;

/** {@code y = x > 0 ? x : slope[c] · x}. */
record PReluKernel(float[] slope, Shape shape) implements Kernel {

  @Override
  public void forward(List<FloatBuffer> in, FloatBuffer out, OpenMpParallel workers) {
    scale(in.get(0), in.get(0), out, workers);
  }

  @Override
  public void backward(
      List<FloatBuffer> in, FloatBuffer dOut, List<FloatBuffer> dIn, OpenMpParallel workers) {
    scale(in.get(0), dOut, dIn.get(0), workers);
  }

  @Override
  public boolean readsInputs() {
    return true;
  }

  /** {@code to = x > 0 ? from : slope · from}. */
  private void scale(FloatBuffer x, FloatBuffer from, FloatBuffer to, OpenMpParallel workers) {
    int positions = shape.h() * shape.w();
    workers.run(
        shape.n() * shape.c(),
        shape.size(),
        plane -> {
          float factor = slope[plane % shape.c()];
          int end = (plane + 1) * positions;
          for (int i = plane * positions; i < end; i++) {
            float value = from.get(i);
            to.put(i, x.get(i) > 0 ? value : factor * value);
          }
        });
  }
}
