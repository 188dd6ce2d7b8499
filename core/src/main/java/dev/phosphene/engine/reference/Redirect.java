package dev.phosphene.engine.reference;

import dev.phosphene.graph.Clamp;

/** The redirected gradient of a ReLU or a clip, as {@link Clamp} defines it. */
record Redirect(Clamp clamp, int examples) {

  /** Adds the passing part of {@code dOut} to {@code dIn}, the gradient of the input {@code x}. */
  void backward(double[] x, double[] dOut, double[] dIn) {
    int each = x.length / examples;
    for (int from = 0; from < x.length; from += each) {
      boolean stopped = stopped(x, dOut, from, from + each);
      for (int i = from; i < from + each; i++) {
        dIn[i] += stopped ? clamp.redirected(x[i], dOut[i]) : clamp.passes(x[i]) ? dOut[i] : 0;
      }
    }
  }

  private boolean stopped(double[] x, double[] dOut, int from, int to) {
    for (int i = from; i < to; i++) {
      if (dOut[i] != 0 && clamp.passes(x[i])) {
        return false;
      }
    }
    return true;
  }
}
