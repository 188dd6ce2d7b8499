package dev.phosphene.doctor;

/**
 * The difference of a measure under two conventions, paired by image.
 *
 * @param mean mean of the differences
 * @param error the standard error of that mean
 * @param count number of images
 */
record PairedDifference(double mean, double error, int count) {

  /** Computes it from the differences, one per image. */
  static PairedDifference of(double[] differences) {
    double mean = 0;
    for (double one : differences) {
      mean += one / differences.length;
    }
    double variance = 0;
    for (double one : differences) {
      variance += (one - mean) * (one - mean) / differences.length;
    }
    double error = Math.sqrt(variance / Math.max(1, differences.length - 1));
    return new PairedDifference(mean, error, differences.length);
  }

  /** Returns the mean in standard errors; 0 if there is no difference at all. */
  double errors() {
    return mean == 0 ? 0 : mean / error;
  }
}
