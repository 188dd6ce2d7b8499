package dev.phosphene.recipe;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Tensor;

/** An image's size in pixels. Text: {@code 300} for a square, or {@code 400x300}, width first. */
public record Size(int width, int height) {
  private static final int MOST_PIXELS = 100_000_000;

  public Size {
    if (width < 1 || height < 1 || (long) width * height > MOST_PIXELS) {
      throw new InputException(
          "an image of " + width + "×" + height + " pixels; it must have 1 to " + MOST_PIXELS);
    }
  }

  /**
   * Parses the text form.
   *
   * @throws InputException if it is no size
   */
  public static Size parse(String text) {
    String[] parts = text.split("[xX×]", -1);
    try {
      int width = Integer.parseInt(parts[0]);
      int height = parts.length == 1 ? width : Integer.parseInt(parts[1]);
      if (parts.length <= 2) {
        return new Size(width, height);
      }
    } catch (NumberFormatException e) {
      throw new InputException(wrong(text), e);
    }
    throw new InputException(wrong(text));
  }

  private static String wrong(String text) {
    return "'" + text + "' is not a size; give pixels such as 300 or 400x300";
  }

  /** Returns the size of an image {@code [n, c, h, w]}. */
  public static Size of(Tensor picture) {
    return new Size(picture.shape().w(), picture.shape().h());
  }

  @Override
  public String toString() {
    return width == height ? Integer.toString(width) : width + "x" + height;
  }
}
