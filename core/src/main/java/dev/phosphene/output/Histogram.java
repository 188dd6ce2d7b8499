package dev.phosphene.output;

/**
 * Counts colors in any number of images, in {@code 2^18} bins of RGB, 6 bits per channel. A bin
 * keeps the mean of its colors, so that few colors keep their exact values.
 */
final class Histogram {
  private static final int BINS = 1 << 18;

  private final long[] counts = new long[BINS];
  private final long[] sums = new long[3 * BINS];

  /** Counts all pixels of an RGB image. */
  void add(Bitmap bitmap) {
    byte[] data = bitmap.data();
    for (int i = 0; i < data.length; i += 3) {
      int r = data[i] & 255;
      int g = data[i + 1] & 255;
      int b = data[i + 2] & 255;
      int bin = (r >> 2) << 12 | (g >> 2) << 6 | b >> 2;
      counts[bin]++;
      sums[3 * bin] += r;
      sums[3 * bin + 1] += g;
      sums[3 * bin + 2] += b;
    }
  }

  /**
   * Returns the occupied bins, {@code [bin][y, u, v, weight]} in the space of {@link LumaChroma}.
   * The weight is the root of the count: a rare, distinct color is more important than another
   * shade of a common one.
   */
  float[][] colors() {
    int used = 0;
    for (long count : counts) {
      used += count > 0 ? 1 : 0;
    }
    float[][] colors = new float[used][];
    int next = 0;
    for (int bin = 0; bin < BINS; bin++) {
      if (counts[bin] > 0) {
        float r = (float) sums[3 * bin] / counts[bin];
        float g = (float) sums[3 * bin + 1] / counts[bin];
        float b = (float) sums[3 * bin + 2] / counts[bin];
        float weight = (float) Math.sqrt((double) counts[bin]);
        colors[next++] =
            new float[] {
              LumaChroma.y(r, g, b), LumaChroma.u(r, g, b), LumaChroma.v(r, g, b), weight
            };
      }
    }
    return colors;
  }
}
