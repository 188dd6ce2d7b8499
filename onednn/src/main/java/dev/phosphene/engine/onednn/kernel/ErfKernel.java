package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.graph.Erf;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.function.IntConsumer;

/** The error function of every value, if not part of a GELU. */
record ErfKernel(int size) implements Kernel {
  private static final int CHUNK = 1 << 10;
  private static final double SLOPE = 2 / Math.sqrt(Math.PI);

  @Override
  public void forward(List<FloatBuffer> in, FloatBuffer out, OpenMpParallel workers) {
    FloatBuffer x = in.get(0);
    each(workers, i -> out.put(i, (float) Erf.of(x.get(i))));
  }

  @Override
  public void backward(
      List<FloatBuffer> in, FloatBuffer dOut, List<FloatBuffer> dIn, OpenMpParallel workers) {
    FloatBuffer x = in.get(0);
    FloatBuffer dx = dIn.get(0);
    each(
        workers,
        i -> dx.put(i, (float) (SLOPE * Math.exp(-(double) x.get(i) * x.get(i)) * dOut.get(i))));
  }

  private void each(OpenMpParallel workers, IntConsumer work) {
    workers.run(
        (size + CHUNK - 1) / CHUNK,
        size,
        part -> {
          for (int i = part * CHUNK; i < Math.min((part + 1) * CHUNK, size); i++) {
            work.accept(i);
          }
        });
  }

  @Override
  public boolean readsInputs() {
    return true;
  }
}
