package dev.phosphene.train;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;

/** Measures accuracy on unchanged images, one view each. */
final class Evaluation {
  private static final int PART = 100;

  private Evaluation() {}

  /**
   * Returns the fraction of images whose largest logit is their label's.
   *
   * @param network from inputs [n,3,32,32] to logits [n,10]
   */
  static double accuracy(Cifar10 data, BatchThreads team, UnaryOperator<Tensor> network)
      throws InterruptedException {
    List<Callable<Integer>> parts = new ArrayList<>();
    for (int from = 0; from < data.count(); from += PART) {
      int first = from;
      parts.add(() -> right(data, first, network));
    }
    return team.all(parts).stream().mapToInt(i -> i).sum() / (double) data.count();
  }

  private static int right(Cifar10 data, int from, UnaryOperator<Tensor> network) {
    int n = Math.min(PART, data.count() - from);
    float[] pixels = new float[n * Cifar10.BYTES];
    for (int i = 0; i < n; i++) {
      Augmentation.plain(data.pixels(), from + i, pixels, i * Cifar10.BYTES);
    }
    try (PointerScope scope = new PointerScope();
        AutoGradMode off = new AutoGradMode(false)) {
      Tensor logits = network.apply(Tensors.channelsLast(pixels, n, Cifar10.SIDE));
      return right(Tensors.values(logits), data.labels(), from);
    }
  }

  /** Returns the number of rows of logits [n,10] that are largest at their label. */
  static int right(float[] logits, byte[] labels, int first) {
    int right = 0;
    for (int i = 0; i < logits.length / 10; i++) {
      int best = 0;
      for (int k = 1; k < 10; k++) {
        if (logits[i * 10 + k] > logits[i * 10 + best]) {
          best = k;
        }
      }
      right += best == labels[first + i] ? 1 : 0;
    }
    return right;
  }
}
