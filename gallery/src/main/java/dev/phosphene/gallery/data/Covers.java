package dev.phosphene.gallery.data;

import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A row of a few small images that stand for a layer, or for a network. */
public final class Covers {
  /** The file's name, in the folder of a layer or network. */
  public static final String NAME = "cover.jpg";

  /** Units of a row. */
  public static final int UNITS = 8;

  /** Width and height of each in a layer's cover, in pixels. */
  public static final int TILE = 64;

  /** Width and height of each in a network's cover, in pixels. */
  static final int NETWORK_TILE = 128;

  private Covers() {}

  /** The units of a layer that stand for it: some that are spread evenly over all. */
  public static List<Integer> units(LayerPlan layer) {
    List<Integer> all = layer.units();
    int count = Math.min(UNITS, all.size());
    List<Integer> some = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      some.add(all.get((int) ((long) i * all.size() / count)));
    }
    return some;
  }

  /**
   * Writes a row, atomically.
   *
   * @param units the images of each unit, at least one
   * @throws dev.phosphene.error.InputException if the file cannot be written
   */
  public static void write(Path file, List<List<Bitmap>> units) {
    write(file, units, TILE);
  }

  static void write(Path file, List<List<Bitmap>> units, int tile) {
    Bitmap row = Bitmap.filled(tile * units.size(), tile, 0x808080);
    for (int i = 0; i < units.size(); i++) {
      SpriteSheet.paste(SpriteSheet.tile(units.get(i), tile), row, i * tile, 0);
    }
    ImageFiles.write(file, row);
  }
}
