package dev.phosphene.doctor;

import dev.phosphene.tensor.Tensor;
import java.util.HashSet;
import java.util.Set;

/** Measures how far a classifier agrees on two versions of each image. */
final class Agreement {
  private static final double LEAST = 1e-9;

  private Agreement() {}

  /** Returns the softmax over the channels of {@code [n, c, 1, 1]}, by example. */
  static double[][] shares(Tensor logits) {
    int channels = logits.shape().c();
    double[][] shares = new double[logits.shape().n()][channels];
    for (int n = 0; n < shares.length; n++) {
      double largest = Double.NEGATIVE_INFINITY;
      for (int c = 0; c < channels; c++) {
        largest = Math.max(largest, logits.at(n, c, 0, 0));
      }
      double total = 0;
      for (int c = 0; c < channels; c++) {
        shares[n][c] = Math.exp(logits.at(n, c, 0, 0) - largest);
        total += shares[n][c];
      }
      for (int c = 0; c < channels; c++) {
        shares[n][c] /= total;
      }
    }
    return shares;
  }

  /**
   * Returns {@code ½ Σ_c (a ln(b / p) + b ln(a / p))} nats for each image, with p the mean over
   * all: the information that one version gives about the label of the other. The mean is at most
   * the logarithm of the number of images.
   */
  static double[] information(double[][] a, double[][] b) {
    int labels = a[0].length;
    double[] p = new double[labels];
    for (int n = 0; n < a.length; n++) {
      for (int c = 0; c < labels; c++) {
        p[c] += (a[n][c] + b[n][c]) / (2 * a.length);
      }
    }
    double[] information = new double[a.length];
    for (int n = 0; n < a.length; n++) {
      for (int c = 0; c < labels; c++) {
        double all = Math.log(p[c] + LEAST);
        information[n] +=
            .5 * a[n][c] * (Math.log(b[n][c] + LEAST) - all)
                + .5 * b[n][c] * (Math.log(a[n][c] + LEAST) - all);
      }
    }
    return information;
  }

  /** Returns the share of images whose two versions get the same label. */
  static double same(double[][] a, double[][] b) {
    double same = 0;
    for (int n = 0; n < a.length; n++) {
      same += best(a[n]) == best(b[n]) ? 1 : 0;
    }
    return same / a.length;
  }

  /** Returns the mean probability of the best label. */
  static double sure(double[][] a) {
    double sure = 0;
    for (double[] one : a) {
      sure += one[best(one)];
    }
    return sure / a.length;
  }

  /** Returns the number of different labels given. */
  static int labels(double[][] a) {
    Set<Integer> labels = new HashSet<>();
    for (double[] one : a) {
      labels.add(best(one));
    }
    return labels.size();
  }

  private static int best(double[] shares) {
    int best = 0;
    for (int c = 1; c < shares.length; c++) {
      best = shares[c] > shares[best] ? c : best;
    }
    return best;
  }
}
