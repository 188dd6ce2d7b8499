package dev.phosphene.output;

import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Optional;

/**
 * Rows of a large image beside two lines of small ones: a unit's image, photographs that excite it,
 * and below each the part that the unit sees.
 *
 * @param title a line above, or empty
 * @param cell side of a small image's cell in pixels; images are scaled to fit, and centered
 */
public record Exhibit(String title, List<Row> rows, int cell) {
  private static final ContactSheet.Theme THEME = ContactSheet.Theme.DARK;
  private static final int OUTLINE = 0xffffff;
  private static final int SHADOW = 0x101214;

  /**
   * One large image and its small ones.
   *
   * @param large scaled to the height of both lines; empty for none
   * @param caption text below it
   */
  public record Row(
      Optional<Bitmap> large,
      String caption,
      List<ContactSheet.Cell> above,
      List<ContactSheet.Cell> below) {
    public Row {
      above = List.copyOf(above);
      below = List.copyOf(below);
    }
  }

  public Exhibit {
    rows = List.copyOf(rows);
    if (rows.isEmpty() || cell < 16) {
      throw new IllegalArgumentException("an exhibit needs a row, and cells of 16 pixels");
    }
  }

  /** Draws the exhibit; its size follows from the cells. */
  public Bitmap draw() {
    int gap = Math.max(6, Math.round(cell * .06f + 2));
    int margin = 2 * gap;
    Lettering small = Lettering.of(Math.max(5, Math.min(10, Math.round(2 + .04f * cell))) / 10f);
    Lettering large = Lettering.of(small.scale() * 1.4f);
    int line = Math.round(4 * small.scale()) + small.height();
    int lead = 2 * cell + line + gap;
    boolean leading = rows.stream().anyMatch(row -> row.large.isPresent());
    int across = rows.stream().mapToInt(row -> row.above.size()).max().orElse(0);
    int left = margin + (leading ? lead + 2 * gap : 0);
    int width = Math.max(left + across * (cell + gap) - gap + margin, 2 * margin + lead);
    int head = title.isBlank() ? margin : margin + large.height() + gap;
    int each = lead + line + 2 * gap;
    int height = head + rows.size() * each - 2 * gap + margin;
    Bitmap sheet = Bitmap.filled(width, height, THEME.background);
    if (!title.isBlank()) {
      large.draw(sheet, large.fit(title, width - 2 * margin), margin, margin, THEME.title);
    }
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      int top = head + i * each;
      row.large.ifPresent(
          picture -> put(sheet, fitted(picture, lead), row.caption, small, margin, top, lead));
      for (int k = 0; k < row.above.size(); k++) {
        int x = left + k * (cell + gap);
        cell(sheet, row.above.get(k), small, x, top);
        if (k < row.below.size()) {
          cell(sheet, row.below.get(k), small, x, top + cell + line + gap);
        }
      }
    }
    return sheet;
  }

  private void cell(Bitmap sheet, ContactSheet.Cell one, Lettering letters, int x, int y) {
    put(sheet, one.picture(), one.caption(), letters, x, y, cell);
  }

  private static void put(
      Bitmap sheet, Bitmap picture, String caption, Lettering letters, int x, int y, int side) {
    int inset = (side - picture.width()) / 2;
    ContactSheet.paste(
        sheet, picture.overCheckerboard(), x + inset, y + (side - picture.height()) / 2);
    String text = letters.fit(caption, side);
    int indent = (side - letters.width(text)) / 2;
    int below = y + side + Math.round(4 * letters.scale());
    letters.draw(sheet, text, x + indent, below, THEME.caption);
  }

  /** Returns the image scaled to fit a square of {@code side}. */
  public static Bitmap fitted(Bitmap picture, int side) {
    double scale = (double) side / Math.max(picture.width(), picture.height());
    int width = Math.max(1, (int) Math.round(picture.width() * scale));
    int height = Math.max(1, (int) Math.round(picture.height() * scale));
    if (width == picture.width() && height == picture.height()) {
      return picture;
    }
    Tensor resized = Resampling.resize(picture.toTensor(), width, height);
    return Bitmap.of(resized);
  }

  /** Returns a copy with a frame around a part, white with a dark shadow. */
  public static Bitmap framed(Bitmap picture, int left, int top, int right, int bottom) {
    Bitmap copy =
        new Bitmap(picture.width(), picture.height(), picture.channels(), picture.data().clone());
    frame(copy, left - 1, top - 1, right + 1, bottom + 1, SHADOW);
    frame(copy, left + 1, top + 1, right - 1, bottom - 1, SHADOW);
    frame(copy, left, top, right, bottom, OUTLINE);
    return copy;
  }

  private static void frame(Bitmap on, int left, int top, int right, int bottom, int rgb) {
    for (int x = left; x < right; x++) {
      dot(on, x, top, rgb);
      dot(on, x, bottom - 1, rgb);
    }
    for (int y = top; y < bottom; y++) {
      dot(on, left, y, rgb);
      dot(on, right - 1, y, rgb);
    }
  }

  private static void dot(Bitmap on, int x, int y, int rgb) {
    if (x >= 0 && y >= 0 && x < on.width() && y < on.height()) {
      int at = (y * on.width() + x) * on.channels();
      on.data()[at] = (byte) (rgb >> 16);
      on.data()[at + 1] = (byte) (rgb >> 8);
      on.data()[at + 2] = (byte) rgb;
    }
  }
}
