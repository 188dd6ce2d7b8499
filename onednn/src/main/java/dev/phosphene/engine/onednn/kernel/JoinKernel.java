package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.tensor.Lines;
import java.nio.FloatBuffer;
import java.util.List;

/** Concatenates inputs along an axis. */
record JoinKernel(List<Lines> parts, Lines all) implements Kernel {

  @Override
  public void forward(List<FloatBuffer> in, FloatBuffer out, OpenMpParallel workers) {
    workers.run(
        all.outer(),
        all.outer() * all.length() * all.inner(),
        o -> {
          int to = o * all.length() * all.inner();
          for (int p = 0; p < parts.size(); p++) {
            int each = parts.get(p).length() * parts.get(p).inner();
            out.put(to, in.get(p), o * each, each);
            to += each;
          }
        });
  }

  @Override
  public void backward(
      List<FloatBuffer> unused, FloatBuffer dOut, List<FloatBuffer> dIn, OpenMpParallel workers) {
    workers.run(
        all.outer(),
        all.outer() * all.length() * all.inner(),
        o -> {
          int from = o * all.length() * all.inner();
          for (int p = 0; p < parts.size(); p++) {
            int each = parts.get(p).length() * parts.get(p).inner();
            dIn.get(p).put(o * each, dOut, from, each);
            from += each;
          }
        });
  }

  @Override
  public boolean readsInputs() {
    return false;
  }
}
