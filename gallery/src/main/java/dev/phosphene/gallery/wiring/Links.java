package dev.phosphene.gallery.wiring;

/** The weights between the units of two layers, through one convolution or dense layer. */
final class Links {
  private Links() {}

  /** Takes a weight that is not 0. */
  interface Sink {
    /**
     * The weight from a unit of the source to one of the target.
     *
     * @param weight the root mean square over the kernel with the sign of its sum, times what is
     *     multiplied with it before and behind
     */
    void link(int target, int source, double weight);
  }

  /**
   * All weights.
   *
   * @param target from the target's units back to the kernel
   * @param source from what the kernel reads back to the source's units
   * @param units of the source
   */
  static void between(Kernel kernel, Strand target, Strand source, int units, Sink sink) {
    if (source.channels().length != kernel.ins()) {
      return;
    }
    double[] squares = new double[units];
    double[] sums = new double[units];
    int[] weights = new int[units];
    for (int unit = 0; unit < target.channels().length; unit++) {
      int out = target.channels()[unit];
      if (out < 0) {
        continue;
      }
      int firstIn = kernel.firstIn(out);
      for (int in = 0; in < kernel.insOfEach(); in++) {
        int of = source.channels()[firstIn + in];
        if (of >= 0) {
          float gain = source.gains()[firstIn + in];
          for (int tap = 0; tap < kernel.taps(); tap++) {
            double weight = (double) gain * kernel.weight(out, in * kernel.taps() + tap);
            squares[of] += weight * weight;
            sums[of] += weight;
          }
          weights[of] += kernel.taps();
        }
      }
      for (int of = 0; of < units; of++) {
        if (squares[of] > 0) {
          double mean = Kernel.signed(squares[of] / weights[of], sums[of]);
          double weight = mean * target.gains()[unit];
          if (weight != 0) {
            sink.link(unit, of, weight);
          }
        }
        squares[of] = 0;
        sums[of] = 0;
        weights[of] = 0;
      }
    }
  }
}
