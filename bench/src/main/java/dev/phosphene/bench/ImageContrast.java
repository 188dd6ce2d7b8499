package dev.phosphene.bench;

import dev.phosphene.output.Bitmap;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * An image's contrast, in 8-bit values.
 *
 * @param clipped fraction of all values within 3 of black or white
 * @param chroma mean over pixels of the largest minus the smallest of the three values
 * @param deviation mean of the three colors' standard deviations
 */
record ImageContrast(double clipped, double chroma, double deviation) {
  private static final double WHITE = 255;
  private static final double NEAR = 3.5;

  static ImageContrast of(Bitmap bitmap) {
    Tensor picture = bitmap.toTensor();
    float[] x = picture.data();
    int area = picture.shape().h() * picture.shape().w();
    double clipped = 0;
    double chroma = 0;
    double deviation = 0;
    for (int i = 0; i < area; i++) {
      double most = Math.max(x[i], Math.max(x[area + i], x[2 * area + i]));
      double least = Math.min(x[i], Math.min(x[area + i], x[2 * area + i]));
      chroma += WHITE * (most - least) / area;
    }
    for (int c = 0; c < 3; c++) {
      double sum = 0;
      double squares = 0;
      for (int i = c * area; i < (c + 1) * area; i++) {
        clipped += WHITE * Math.min(x[i], 1 - x[i]) < NEAR ? 1.0 / (3 * area) : 0;
        sum += x[i];
        squares += (double) x[i] * x[i];
      }
      deviation += WHITE * Math.sqrt(squares / area - sum / area * (sum / area)) / 3;
    }
    return new ImageContrast(clipped, chroma, deviation);
  }

  static ImageContrast mean(List<ImageContrast> all) {
    return new ImageContrast(
        all.stream().mapToDouble(ImageContrast::clipped).average().orElse(0),
        all.stream().mapToDouble(ImageContrast::chroma).average().orElse(0),
        all.stream().mapToDouble(ImageContrast::deviation).average().orElse(0));
  }

  /** Returns the column headings of {@link #toString}. */
  static String head() {
    return "clipped chroma   dev";
  }

  /** Returns percent, and 8-bit values. */
  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%6.1f%% %6.1f %5.1f", 100 * clipped, chroma, deviation);
  }
}
