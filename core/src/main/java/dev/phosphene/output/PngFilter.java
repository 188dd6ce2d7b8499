package dev.phosphene.output;

/**
 * PNG's filters: each row is written as differences from earlier samples. A row uses the filter
 * with the least sum of absolute differences, as the specification recommends for true color (W3C,
 * "Portable Network Graphics", 12.7).
 */
final class PngFilter {
  private static final int FILTERS = 5;

  private final Bitmap bitmap;
  private final int stride;
  private byte[] best;
  private byte[] trial;

  PngFilter(Bitmap bitmap) {
    this.bitmap = bitmap;
    this.stride = bitmap.width() * bitmap.channels();
    this.best = new byte[stride + 1];
    this.trial = new byte[stride + 1];
  }

  /**
   * Returns row {@code y}: the number of its filter, then the differences; valid until the next
   * call.
   */
  byte[] row(int y) {
    long least = Long.MAX_VALUE;
    for (int filter = 0; filter < FILTERS; filter++) {
      long sum = fill(filter, y);
      if (sum < least) {
        least = sum;
        byte[] swap = best;
        best = trial;
        trial = swap;
      }
    }
    return best;
  }

  private long fill(int filter, int y) {
    byte[] data = bitmap.data();
    int pixel = bitmap.channels();
    int row = y * stride;
    trial[0] = (byte) filter;
    long sum = 0;
    for (int i = 0; i < stride; i++) {
      int left = i >= pixel ? data[row + i - pixel] & 255 : 0;
      int up = y > 0 ? data[row + i - stride] & 255 : 0;
      int corner = i >= pixel && y > 0 ? data[row + i - stride - pixel] & 255 : 0;
      int prediction =
          switch (filter) {
            case 0 -> 0;
            case 1 -> left;
            case 2 -> up;
            case 3 -> (left + up) / 2;
            default -> paeth(left, up, corner);
          };
      byte difference = (byte) (data[row + i] - prediction);
      trial[i + 1] = difference;
      sum += Math.abs(difference);
    }
    return sum;
  }

  /** Returns the neighbor nearest to {@code left + up − corner} (section 9.4). */
  private static int paeth(int left, int up, int corner) {
    int estimate = left + up - corner;
    int toLeft = Math.abs(estimate - left);
    int toUp = Math.abs(estimate - up);
    int toCorner = Math.abs(estimate - corner);
    if (toLeft <= toUp && toLeft <= toCorner) {
      return left;
    }
    return toUp <= toCorner ? up : corner;
  }
}
