package dev.phosphene.output;

/**
 * Catmull-Rom cubic resampling along one axis: the first input and the weights of each output; the
 * weights sum to 1. The first inputs never decrease.
 */
record CubicKernel(int[] first, float[][] weights) {
  private static final float A = -.5f;

  /**
   * Makes the kernel from a part of an axis to another number of samples.
   *
   * @param from number of inputs; positions beyond them have no weight
   * @param start start of the part, in inputs
   * @param length length of the part, in inputs
   * @param to number of outputs
   */
  static CubicKernel of(int from, double start, double length, int to) {
    int[] first = new int[to];
    float[][] weights = new float[to][];
    boolean same = start == 0 && length == to && from == to;
    for (int i = 0; i < to; i++) {
      if (same) {
        first[i] = i;
        weights[i] = new float[] {1f};
      } else {
        sample(from, start, length / to, i, first, weights);
      }
    }
    return new CubicKernel(first, weights);
  }

  private static void sample(
      int from, double start, double scale, int i, int[] first, float[][] weights) {
    double widening = Math.max(scale, 1);
    double center = start + (i + .5) * scale;
    int low = Math.max(0, (int) Math.floor(center - 2 * widening + .5));
    int high = Math.min(from, (int) Math.floor(center + 2 * widening + .5));
    double[] raw = new double[high - low];
    double sum = 0;
    for (int j = low; j < high; j++) {
      raw[j - low] = cubic(Math.abs((j + .5 - center) / widening));
      sum += raw[j - low];
    }
    first[i] = low;
    weights[i] = new float[raw.length];
    for (int j = 0; j < raw.length; j++) {
      weights[i][j] = (float) (raw[j] / sum);
    }
  }

  private static double cubic(double x) {
    if (x < 1) {
      return ((A + 2) * x - (A + 3)) * x * x + 1;
    }
    return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
  }

  /** Returns the largest number of inputs of an output. */
  int longest() {
    int longest = 0;
    for (float[] each : weights) {
      longest = Math.max(longest, each.length);
    }
    return longest;
  }

  /** Resamples the inputs that start at {@code from} into all of {@code out}. */
  void apply(float[] in, int from, float[] out) {
    for (int i = 0; i < out.length; i++) {
      float sum = 0;
      int at = from + first[i];
      for (float weight : weights[i]) {
        sum += weight * in[at++];
      }
      out[i] = sum;
    }
  }
}
