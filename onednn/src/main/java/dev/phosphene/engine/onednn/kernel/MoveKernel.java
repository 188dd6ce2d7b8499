package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.graph.Selection;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Moves values by a table, the same in every example. */
final class MoveKernel implements Kernel {
  private static final int CHUNK = 1 << 12; // values per part of the work

  private final int examples;
  private final int size; // of an example of the input
  private final int[] from;
  private final int @Nullable [] to; // destination of each input value; null if one has several

  /** Creates it with a table as in {@link dev.phosphene.graph.DataMovement}. */
  MoveKernel(int[] from, int size, int examples) {
    this.examples = examples;
    this.size = size;
    this.from = from;
    to = inverse(from, size);
  }

  private static int @Nullable [] inverse(int[] from, int size) {
    int[] to = new int[size];
    Arrays.fill(to, Selection.NOTHING);
    for (int o = 0; o < from.length; o++) {
      if (from[o] != Selection.NOTHING) {
        if (to[from[o]] != Selection.NOTHING) {
          return null;
        }
        to[from[o]] = o;
      }
    }
    return to;
  }

  @Override
  public void forward(List<FloatBuffer> in, FloatBuffer out, OpenMpParallel workers) {
    gather(in.get(0), size, from, out, workers);
  }

  private void gather(
      FloatBuffer in, int each, int[] table, FloatBuffer out, OpenMpParallel workers) {
    int chunks = (table.length + CHUNK - 1) / CHUNK;
    workers.run(
        examples * chunks,
        examples * table.length,
        part -> {
          int n = part / chunks;
          int start = part % chunks * CHUNK;
          int end = Math.min(start + CHUNK, table.length);
          for (int o = start; o < end; o++) {
            int i = table[o];
            out.put(n * table.length + o, i == Selection.NOTHING ? 0 : in.get(n * each + i));
          }
        });
  }

  @Override
  public void backward(
      List<FloatBuffer> unused, FloatBuffer dOut, List<FloatBuffer> dIn, OpenMpParallel workers) {
    FloatBuffer dx = dIn.get(0);
    int[] inverse = to;
    if (inverse != null) {
      gather(dOut, from.length, inverse, dx, workers);
      return;
    }
    workers.run(
        examples,
        examples * from.length,
        n -> {
          for (int i = n * size; i < (n + 1) * size; i++) {
            dx.put(i, 0);
          }
          for (int o = 0; o < from.length; o++) {
            if (from[o] != Selection.NOTHING) {
              int i = n * size + from[o];
              dx.put(i, dx.get(i) + dOut.get(n * from.length + o));
            }
          }
        });
  }

  @Override
  public boolean readsInputs() {
    return false;
  }
}
