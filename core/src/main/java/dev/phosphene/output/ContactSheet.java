package dev.phosphene.output;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A sheet of images with captions in a grid.
 *
 * <pre>{@code
 * Bitmap sheet = ContactSheet.of(cells).titled("vgg19 · block4_conv1").draw();
 * }</pre>
 *
 * @param cells left to right, then down; images smaller than the largest are centered, transparent
 *     ones are laid over a checkerboard
 * @param title a line above, or empty
 * @param columns 0 chooses a suitable number
 * @param theme the colors
 */
public record ContactSheet(List<Cell> cells, String title, int columns, Theme theme) {
  /** Smallest scale of the lettering, in tenths of a pixel per unit. */
  private static final int SMALLEST = 5;

  /** Gap between an image and its caption, in units of the lettering. */
  private static final float AIR = 4;

  /** A channel number and its suffix, which distinguish the images of a layer. */
  private static final Pattern NUMBER = Pattern.compile(":\\d[^:]{0,15}$");

  /** An image and its caption, which may be empty. */
  public record Cell(Bitmap picture, String caption) {}

  /** Background and text colors, {@code 0xRRGGBB}. */
  public enum Theme {
    DARK(0x17181a, 0xb4b6ba, 0xf2f2f0),
    LIGHT(0xfbfbf9, 0x4a4c50, 0x17181a);

    final int background;
    final int caption;
    final int title;

    Theme(int background, int caption, int title) {
      this.background = background;
      this.caption = caption;
      this.title = title;
    }
  }

  public ContactSheet {
    cells = List.copyOf(cells);
    if (cells.isEmpty() || columns < 0) {
      throw new IllegalArgumentException("a sheet needs an image and a column count of at least 0");
    }
  }

  /** Makes a dark sheet without a title. */
  public static ContactSheet of(List<Cell> cells) {
    return new ContactSheet(cells, "", 0, Theme.DARK);
  }

  /** Returns this sheet with a title line; empty for none. */
  public ContactSheet titled(String title) {
    return new ContactSheet(cells, title, columns, theme);
  }

  /** Returns this sheet with a number of columns, from 1; 0 chooses a suitable number. */
  public ContactSheet columns(int columns) {
    return new ContactSheet(cells, title, columns, theme);
  }

  /** Returns this sheet in other colors. */
  public ContactSheet theme(Theme theme) {
    return new ContactSheet(cells, title, columns, theme);
  }

  /** Draws the sheet; its size follows from the images. */
  public Bitmap draw() {
    int widest = cells.stream().mapToInt(cell -> cell.picture.width()).max().orElseThrow();
    int pictureH = cells.stream().mapToInt(cell -> cell.picture.height()).max().orElseThrow();
    boolean captioned = cells.stream().anyMatch(cell -> !cell.caption.isBlank());
    Lettering small = lettering(widest);
    int pictureW = Math.max(widest, numbers(small));
    int gap = Math.max(6, Math.round(widest * .05f + 2));
    int air = captioned ? Math.round(AIR * small.scale()) : 0;
    int captionH = captioned ? air + small.height() : 0;
    int across = columns > 0 ? columns : pleasant(pictureW + gap, pictureH + captionH + gap);
    int down = (cells.size() + across - 1) / across;
    int margin = gap + gap / 2;
    int width = 2 * margin + across * (pictureW + gap) - gap;
    Lettering large = heading(small, width - 2 * margin);
    int head = title.isBlank() ? margin : margin + large.height() + gap;
    int slack = captioned ? Math.min(gap / 2, small.height() / 8) : 0;
    int height = head + down * (pictureH + captionH + gap) - gap + margin - slack;
    Bitmap sheet = Bitmap.filled(width, height, theme.background);
    if (!title.isBlank()) {
      large.draw(sheet, large.fit(title, width - 2 * margin), margin, margin, theme.title);
    }
    for (int i = 0; i < cells.size(); i++) {
      Bitmap picture = cells.get(i).picture.overCheckerboard();
      int left = margin + i % across * (pictureW + gap);
      int top = head + i / across * (pictureH + captionH + gap);
      int x = left + (pictureW - picture.width()) / 2;
      paste(sheet, picture, x, top + (pictureH - picture.height()) / 2);
      String caption = cells.get(i).caption;
      caption = small.fit(caption, pictureW, number(caption).length());
      int indent = (pictureW - small.width(caption)) / 2;
      small.draw(sheet, caption, left + indent, top + pictureH + air, theme.caption);
    }
    return sheet;
  }

  /** Returns the largest length of the numbers kept after an ellipsis; 0 if there are none. */
  private int numbers(Lettering lettering) {
    return cells.stream()
        .filter(cell -> !number(cell.caption).isEmpty())
        .mapToInt(
            cell ->
                Math.min(
                    lettering.width(cell.caption), lettering.width("…" + number(cell.caption))))
        .max()
        .orElse(0);
  }

  private static String number(String caption) {
    Matcher number = NUMBER.matcher(caption);
    return number.find() ? number.group() : "";
  }

  /**
   * Returns lettering that grows with the images, in whole pixels if small; smaller for long text.
   */
  private Lettering lettering(int pictureW) {
    int tenths = Math.max(SMALLEST, Math.min(20, Math.round(3 + .027f * pictureW)));
    int least = Math.max(SMALLEST, tenths - 2);
    while (tenths > least && !fits(Lettering.of(tenths / 10f), pictureW)) {
      tenths--;
    }
    return Lettering.of(tenths / 10f);
  }

  /** Returns the title's lettering: up to 1.4 times the captions', as large as the title allows. */
  private Lettering heading(Lettering small, int pixels) {
    int tenths = Math.round(small.scale() * 14);
    while (tenths > small.scale() * 10 && Lettering.of(tenths / 10f).width(title) > pixels) {
      tenths--;
    }
    return Lettering.of(tenths / 10f);
  }

  private boolean fits(Lettering lettering, int pixels) {
    return cells.stream().allMatch(cell -> lettering.width(cell.caption) <= pixels);
  }

  /** Chooses columns for a sheet somewhat wider than high, with few empty places. */
  private int pleasant(int cellW, int cellH) {
    int best = 1;
    double least = Double.MAX_VALUE;
    for (int across = 1; across <= cells.size(); across++) {
      int down = (cells.size() + across - 1) / across;
      double aspect = (double) across * cellW / (down * cellH);
      double empty = 1 - (double) cells.size() / (across * down);
      double badness = Math.abs(StrictMath.log(aspect / 1.6)) + 2 * empty;
      if (badness < least) {
        least = badness;
        best = across;
      }
    }
    return best;
  }

  static void paste(Bitmap on, Bitmap picture, int left, int top) {
    for (int y = 0; y < picture.height(); y++) {
      int to = ((top + y) * on.width() + left) * 3;
      System.arraycopy(picture.data(), y * picture.width() * 3, on.data(), to, picture.width() * 3);
    }
  }
}
