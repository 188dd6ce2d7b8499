package dev.phosphene.gallery.data;

import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Resampling;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * 16×16 tiles of 128×128 pixels, one for each unit from a first one on; what is missing is gray. A
 * unit of several images has them side by side in its tile.
 */
public final class SpriteSheet {
  /** Width and height of a tile, in pixels. */
  public static final int TILE = 128;

  /** Tiles side by side. */
  public static final int COLUMNS = 16;

  /** Rows of tiles of a whole sheet. */
  public static final int ROWS = 16;

  /** Tiles of a whole sheet. */
  public static final int TILES = COLUMNS * ROWS;

  private static final byte GRAY = (byte) 0x80;
  private static final int RGB = 3;

  private final int first;
  private final Bitmap sheet;

  /**
   * An empty sheet.
   *
   * @param index of the sheet in its layer
   * @param end number behind the last unit that it is to show; it has only the rows up to there
   */
  public SpriteSheet(int index, int end) {
    first = index * TILES;
    int rows = Math.max(1, Math.min(ROWS, (end - first + COLUMNS - 1) / COLUMNS));
    sheet = Bitmap.filled(COLUMNS * TILE, rows * TILE, 0x808080);
  }

  /** How many sheets a layer has. */
  public static int count(int channels) {
    return (channels + TILES - 1) / TILES;
  }

  /** Puts a unit's images into its tile. */
  public void put(int unit, List<Bitmap> images) {
    Bitmap tile = tile(images, TILE);
    int place = unit - first;
    paste(tile, sheet, place % COLUMNS * TILE, place / COLUMNS * TILE);
  }

  /** Puts the tile that an earlier sheet of the same units has, if it reaches so far. */
  void copy(int unit, Bitmap before) {
    int place = unit - first;
    int left = place % COLUMNS * TILE;
    int top = place / COLUMNS * TILE;
    if (before.width() == sheet.width() && top + TILE <= before.height()) {
      Bitmap tile = Bitmap.filled(TILE, TILE, 0);
      for (int y = 0; y < TILE; y++) {
        System.arraycopy(
            before.data(),
            ((top + y) * before.width() + left) * RGB,
            tile.data(),
            y * TILE * RGB,
            TILE * RGB);
      }
      paste(tile, sheet, left, top);
    }
  }

  /** A square of {@code side} pixels that shows all images in a grid. */
  static Bitmap tile(List<Bitmap> images, int side) {
    int across = (int) Math.ceil(Math.sqrt(images.size()));
    byte[] data = new byte[side * side * RGB];
    Arrays.fill(data, GRAY);
    Bitmap tile = new Bitmap(side, side, RGB, data);
    for (int i = 0; i < images.size(); i++) {
      int part = side / across;
      paste(square(images.get(i), part), tile, i % across * part, i / across * part);
    }
    return tile;
  }

  /** The image's middle, scaled. */
  private static Bitmap square(Bitmap image, int side) {
    Bitmap opaque = image.hasAlpha() ? image.over(0x808080) : image;
    int least = Math.min(opaque.width(), opaque.height());
    if (opaque.width() == opaque.height() && least == side) {
      return opaque;
    }
    Resampling.Box box = Resampling.Box.whole(opaque.toTensor().shape());
    if (opaque.width() != opaque.height()) {
      double left = (opaque.width() - least) / 2.0;
      double top = (opaque.height() - least) / 2.0;
      box = new Resampling.Box(left, top, least, least);
    }
    return Bitmap.of(Resampling.resize(opaque.toTensor(), box, side, side));
  }

  static void paste(Bitmap from, Bitmap to, int left, int top) {
    for (int y = 0; y < from.height(); y++) {
      System.arraycopy(
          from.data(),
          y * from.width() * RGB,
          to.data(),
          ((top + y) * to.width() + left) * RGB,
          from.width() * RGB);
    }
  }

  /**
   * Writes the sheet, atomically.
   *
   * @throws dev.phosphene.error.InputException if it cannot be written
   */
  public void write(Path file) {
    ImageFiles.write(file, sheet);
  }
}
