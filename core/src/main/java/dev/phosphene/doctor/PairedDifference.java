package dev.phosphene.doctor;

/**
 * A measure under two conventions, compared image by image.
 *
 * @param mean of the differences
 * @param error the standard error of that mean
 * @param count of images
 */
record PairedDifference(double mean, double error, int count) {

  /** Of the differences, one for each image. */
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

  /** The mean in standard errors; 0 where there is no difference at all. */
  double errors() {
    return mean == 0 ? 0 : mean / error;
  }
}
