package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.tensor.Shape;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;

/** Selects channels, copying plane by plane. */
final class ChannelsKernel implements Kernel {
  private final Shape in;
  private final int[] picked;
  private final List<List<Integer>> readers = new ArrayList<>(); // of each channel

  ChannelsKernel(List<Integer> channels, Shape in) {
    this.in = in;
    picked = channels.stream().mapToInt(c -> c).toArray();
    for (int c = 0; c < in.c(); c++) {
      readers.add(new ArrayList<>());
    }
    for (int k = 0; k < picked.length; k++) {
      readers.get(picked[k]).add(k);
    }
  }

  @Override
  public void forward(List<FloatBuffer> x, FloatBuffer out, OpenMpParallel workers) {
    int each = in.h() * in.w();
    workers.run(
        in.n() * picked.length,
        in.n() * picked.length * each,
        plane -> {
          int source = plane / picked.length * in.c() + picked[plane % picked.length];
          out.put(plane * each, x.get(0), source * each, each);
        });
  }

  @Override
  public void backward(
      List<FloatBuffer> unused, FloatBuffer dOut, List<FloatBuffer> dIn, OpenMpParallel workers) {
    FloatBuffer dx = dIn.get(0);
    int each = in.h() * in.w();
    workers.run(
        in.n() * in.c(),
        in.size(),
        plane -> {
          int first = plane / in.c() * picked.length;
          List<Integer> own = readers.get(plane % in.c());
          int at = plane * each;
          for (int i = 0; i < each; i++) {
            float sum = 0;
            for (int k = 0; k < own.size(); k++) {
              sum += dOut.get((first + own.get(k)) * each + i);
            }
            dx.put(at + i, sum);
          }
        });
  }

  @Override
  public boolean readsInputs() {
    return false;
  }
}
