package dev.phosphene.dream;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;

/**
 * Cuts an image into overlapping tiles. The image counts as a torus: its left and right edges
 * touch, and so do the upper and lower, so that it can be rolled without being moved.
 *
 * <p>Each pixel is <em>owned</em> by exactly one tile, and takes its gradient from it alone; around
 * what it owns a tile sees a margin of its neighbors. Near its edges a tile's gradient is false,
 * since the network's zero padding stands there instead of the rest of the image: the margin is
 * where that falls, and it is thrown away. Tiles start at multiples of the margin, so that with a
 * margin that is a multiple of the network's stride they look at the image in the same phase. That
 * matters most: of Inception v3's mixed3 and mixed5 together, tiles in any phase and with any
 * margin give a gradient that correlates by .5 with that of the whole image, tiles in phase by .75,
 * .78, .85, .87 and .88 with margins of 8, 16, 32, 64 and 96. So neighbors agree where they meet,
 * and nothing need be blended.
 */
final class Tiles {
  private final Shape picture;
  private final Span down;
  private final Span across;

  private Tiles(Shape picture, Span down, Span across) {
    this.picture = picture;
    this.down = down;
    this.across = across;
  }

  /**
   * Tiles for images of a shape {@code [1, c, h, w]}. Along an axis that fits into one tile there
   * is one tile without a margin; else as few as possible, and of even size.
   *
   * @param largest extent of a tile, in pixels
   * @param margin what a tile sees on each side beyond what it owns, at most a third of the
   *     largest; tiles start at multiples of it
   */
  static Tiles of(Shape picture, int largest, int margin) {
    return new Tiles(
        picture, Span.of(picture.h(), largest, margin), Span.of(picture.w(), largest, margin));
  }

  /** How many. */
  int count() {
    return down.count() * across.count();
  }

  /** Shape of each tile, {@code [1, c, h, w]}. */
  Shape shape() {
    return Shape.of(1, picture.c(), down.tile(), across.tile());
  }

  /** Whether there is more than one, one below the other. */
  boolean cutDown() {
    return down.count() > 1;
  }

  /** Whether there is more than one, side by side. */
  boolean cutAcross() {
    return across.count() > 1;
  }

  /** Copies a tile, margin and all, out of an image that is rolled down and right by so much. */
  void read(int tile, Tensor from, int rollDown, int rollRight, Tensor to) {
    int top = down.start(tile / across.count()) - rollDown;
    int left = across.start(tile % across.count()) - rollRight;
    int width = across.tile();
    int x = Math.floorMod(left, picture.w());
    int whole = Math.min(width, picture.w() - x);
    for (int c = 0; c < picture.c(); c++) {
      for (int y = 0; y < down.tile(); y++) {
        int row = from.offset(0, c, Math.floorMod(top + y, picture.h()), 0);
        int at = to.offset(0, c, y, 0);
        System.arraycopy(from.data(), row + x, to.data(), at, whole);
        System.arraycopy(from.data(), row, to.data(), at + whole, width - whole);
      }
    }
  }

  /** Copies what a tile owns to where {@link #read} took it from. */
  void write(int tile, Tensor from, int rollDown, int rollRight, Tensor to) {
    int i = tile / across.count();
    int j = tile % across.count();
    int insideY = down.own(i) - down.start(i);
    int insideX = across.own(j) - across.start(j);
    int width = across.own(j + 1) - across.own(j);
    int x = Math.floorMod(across.own(j) - rollRight, picture.w());
    int whole = Math.min(width, picture.w() - x);
    for (int c = 0; c < picture.c(); c++) {
      for (int y = down.own(i); y < down.own(i + 1); y++) {
        int row = to.offset(0, c, Math.floorMod(y - rollDown, picture.h()), 0);
        int at = from.offset(0, c, y - down.own(i) + insideY, insideX);
        System.arraycopy(from.data(), at, to.data(), row + x, whole);
        System.arraycopy(from.data(), at + whole, to.data(), row, width - whole);
      }
    }
  }

  /** Tiles along one axis; all that they own but the last is in whole margins. */
  private record Span(int extent, int tile, int count, int margin) {
    static Span of(int extent, int largest, int margin) {
      if (extent <= largest) {
        return new Span(extent, extent, 1, 0);
      }
      int unit = Math.max(margin, 1);
      int units = ceil(extent, unit);
      int count = ceil(units, (largest - 2 * margin) / unit);
      return new Span(extent, ceil(units, count) * unit + 2 * margin, count, margin);
    }

    private static int ceil(int of, int by) {
      return (of + by - 1) / by;
    }

    /** First pixel that a tile owns. */
    int own(int i) {
      int unit = Math.max(margin, 1);
      long units = ceil(extent, unit);
      return (int) Math.min(extent, units * i / count * unit);
    }

    /** First pixel that a tile sees; may be negative, on the other side of the image. */
    int start(int i) {
      return own(i) - margin;
    }
  }
}
