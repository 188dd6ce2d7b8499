package dev.phosphene.doctor;

import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Tensor;

/** Compares channel means and variances with those that a batch normalization keeps. */
final class Moments {
  private Moments() {}

  /**
   * Returns the mean over channels of the Kullback–Leibler divergence of the normal distribution of
   * {@code x} from the kept one: {@code ½ (v/σ² + (m − μ)²/σ² − 1 − ln(v/σ²))} nats.
   *
   * @param x {@code [n, c, h, w]}, the input of the normalization
   */
  static double divergence(Op.BatchNorm norm, Tensor x) {
    float[] mean = norm.mean().values();
    float[] variance = norm.variance().values();
    int channels = x.shape().c();
    int positions = x.shape().h() * x.shape().w();
    double total = 0;
    for (int c = 0; c < channels; c++) {
      double sum = 0;
      double squares = 0;
      for (int n = 0; n < x.shape().n(); n++) {
        int from = x.offset(n, c);
        for (int i = from; i < from + positions; i++) {
          sum += x.data()[i];
          squares += (double) x.data()[i] * x.data()[i];
        }
      }
      double count = (double) positions * x.shape().n();
      double m = sum / count;
      double kept = (double) variance[c] + norm.epsilon();
      double ratio = Math.max(squares / count - m * m, 0) / kept + 1e-6;
      double off = (m - mean[c]) * (m - mean[c]) / kept;
      total += .5 * (ratio + off - 1 - Math.log(ratio));
    }
    return total / channels;
  }
}
