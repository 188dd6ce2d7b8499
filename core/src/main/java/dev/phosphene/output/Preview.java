package dev.phosphene.output;

/** Draws images in a terminal with 24-bit color: two pixels per character. */
public final class Preview {
  private static final String RESET = "\u001b[0m";

  private Preview() {}

  /**
   * Returns lines of upper half blocks {@code ▀}, each ended by a reset and a line feed. An image
   * narrower than {@code columns} keeps its size; transparent areas are laid over a checkerboard.
   *
   * @param columns width in characters, at least 1
   */
  public static String of(Bitmap bitmap, int columns) {
    if (columns < 1) {
      throw new IllegalArgumentException("a preview needs a column");
    }
    Bitmap small = shrink(bitmap.overCheckerboard(), columns);
    StringBuilder text = new StringBuilder();
    for (int y = 0; y < small.height(); y += 2) {
      int front = -1;
      int back = -1;
      for (int x = 0; x < small.width(); x++) {
        int upper = rgb(small, x, y);
        if (upper != front) {
          color(text, 38, upper);
          front = upper;
        }
        int lower = y + 1 < small.height() ? rgb(small, x, y + 1) : -1;
        if (lower != back) {
          color(text, 48, lower);
          back = lower;
        }
        text.append('▀');
      }
      text.append(RESET).append('\n');
    }
    return text.toString();
  }

  private static Bitmap shrink(Bitmap bitmap, int columns) {
    if (bitmap.width() <= columns) {
      return bitmap;
    }
    int rows = Math.max(1, Math.round((float) bitmap.height() * columns / bitmap.width()));
    return Bitmap.of(Resampling.resize(bitmap.toTensor(), columns, rows));
  }

  private static int rgb(Bitmap bitmap, int x, int y) {
    return bitmap.at(x, y, 0) << 16 | bitmap.at(x, y, 1) << 8 | bitmap.at(x, y, 2);
  }

  /** ISO 8613-6 direct color: 38 is the foreground, 48 the background. */
  private static void color(StringBuilder text, int layer, int rgb) {
    text.append("\u001b[").append(layer).append(";2;");
    text.append(rgb >> 16 & 255).append(';').append(rgb >> 8 & 255).append(';');
    text.append(rgb & 255).append('m');
  }
}
