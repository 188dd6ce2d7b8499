package dev.phosphene.engine.onednn.kernel;

import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.tensor.Lines;
import java.nio.FloatBuffer;
import java.util.List;

/**
 * {@code y = (x − mean) / σ} along each line, {@code σ = √(variance + epsilon)}; {@code dx = (dy −
 * mean(dy) − y · mean(y·dy)) / σ}. Adjacent lines are processed in bundles, so that memory is read
 * in order.
 */
record LayerNormKernel(Lines lines, float epsilon) implements Kernel {
  private static final int BUNDLE = 64;

  private int bundles() {
    return (lines.inner() + BUNDLE - 1) / BUNDLE;
  }

  @Override
  public void forward(List<FloatBuffer> in, FloatBuffer out, OpenMpParallel workers) {
    run(workers, (at, width) -> forward(in.get(0), out, at, width));
  }

  private void forward(FloatBuffer x, FloatBuffer y, int at, int width) {
    double[] mean = new double[width];
    double[] scale = new double[width];
    moments(x, at, mean, scale);
    for (int k = 0; k < lines.length(); k++) {
      int row = at + k * lines.inner();
      for (int j = 0; j < width; j++) {
        y.put(row + j, (float) ((x.get(row + j) - mean[j]) * scale[j]));
      }
    }
  }

  /** Computes, for each line of a bundle, the mean and one over the deviation. */
  private void moments(FloatBuffer x, int at, double[] mean, double[] scale) {
    for (int k = 0; k < lines.length(); k++) {
      int row = at + k * lines.inner();
      for (int j = 0; j < mean.length; j++) {
        mean[j] += x.get(row + j);
      }
    }
    for (int j = 0; j < mean.length; j++) {
      mean[j] /= lines.length();
    }
    for (int k = 0; k < lines.length(); k++) {
      int row = at + k * lines.inner();
      for (int j = 0; j < mean.length; j++) {
        double difference = x.get(row + j) - mean[j];
        scale[j] += difference * difference;
      }
    }
    for (int j = 0; j < mean.length; j++) {
      scale[j] = 1 / Math.sqrt(scale[j] / lines.length() + epsilon);
    }
  }

  @Override
  public void backward(
      List<FloatBuffer> in, FloatBuffer dOut, List<FloatBuffer> dIn, OpenMpParallel workers) {
    run(workers, (at, width) -> backward(in.get(0), dOut, dIn.get(0), at, width));
  }

  private void backward(FloatBuffer x, FloatBuffer dy, FloatBuffer dx, int at, int width) {
    double[] mean = new double[width];
    double[] scale = new double[width];
    moments(x, at, mean, scale);
    double[] slope = new double[width]; // mean of dy
    double[] along = new double[width]; // mean of y · dy
    for (int k = 0; k < lines.length(); k++) {
      int row = at + k * lines.inner();
      for (int j = 0; j < width; j++) {
        slope[j] += dy.get(row + j);
        along[j] += (x.get(row + j) - mean[j]) * dy.get(row + j);
      }
    }
    for (int j = 0; j < width; j++) {
      slope[j] /= lines.length();
      along[j] *= scale[j] * scale[j] / lines.length();
    }
    for (int k = 0; k < lines.length(); k++) {
      int row = at + k * lines.inner();
      for (int j = 0; j < width; j++) {
        double centered = x.get(row + j) - mean[j];
        dx.put(row + j, (float) ((dy.get(row + j) - slope[j] - centered * along[j]) * scale[j]));
      }
    }
  }

  /** Processes some adjacent lines. */
  private interface Bundle {
    void run(int at, int width);
  }

  private void run(OpenMpParallel workers, Bundle work) {
    workers.run(
        lines.outer() * bundles(),
        lines.count() * lines.length(),
        part -> {
          int first = part % bundles() * BUNDLE;
          int at = part / bundles() * lines.length() * lines.inner() + first;
          work.run(at, Math.min(BUNDLE, lines.inner() - first));
        });
  }

  @Override
  public boolean readsInputs() {
    return true;
  }
}
