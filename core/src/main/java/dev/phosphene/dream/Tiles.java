package dev.phosphene.dream;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;

/**
 * Cuts an image into overlapping tiles. The image is a torus: left and right edges touch, and so do
 * top and bottom, so that it can be rolled without being moved.
 *
 * <p>Each pixel is <em>owned</em> by exactly one tile and takes its gradient only from that; a tile
 * also sees a margin around the pixels it owns. Near its edges a tile's gradient is wrong, since
 * the network sees zero padding instead of the rest of the image; the margin holds these values,
 * which are discarded. Tiles start at multiples of the margin, so that with a margin that is a
 * multiple of the network's stride all tiles have the same phase. Phase matters most: for Inception
 * v3's mixed3 and mixed5 together, the gradient of tiles in any phase, with any margin, correlates
 * by .5 with that of the whole image; that of tiles in phase by .75, .78, .85, .87 and .88 with
 * margins of 8, 16, 32, 64 and 96. So neighbors agree where they meet, and no blending is needed.
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
   * Makes the tiles of an image {@code [1, c, h, w]}. An axis that fits into one tile has one tile
   * without a margin; any other has as few as possible, of even size.
   *
   * @param largest largest side of a tile, in pixels
   * @param margin pixels that a tile sees on each side beyond those it owns, at most a third of the
   *     largest; tiles start at multiples of it
   */
  static Tiles of(Shape picture, int largest, int margin) {
    return new Tiles(
        picture, Span.of(picture.h(), largest, margin), Span.of(picture.w(), largest, margin));
  }

  /** Returns the number of tiles. */
  int count() {
    return down.count() * across.count();
  }

  /** Returns the shape of each tile, {@code [1, c, h, w]}. */
  Shape shape() {
    return Shape.of(1, picture.c(), down.tile(), across.tile());
  }

  /** Returns whether there are several tiles from top to bottom. */
  boolean cutDown() {
    return down.count() > 1;
  }

  /** Returns whether there are several tiles from left to right. */
  boolean cutAcross() {
    return across.count() > 1;
  }

  /**
   * Copies a tile, including its margin, from an image rolled down and right by the given pixels.
   */
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

  /** Copies the pixels that a tile owns to where {@link #read} took them from. */
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

  /** The tiles along one axis; all but the last own whole multiples of the margin. */
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

    /** Returns the first pixel that a tile owns. */
    int own(int i) {
      int unit = Math.max(margin, 1);
      long units = ceil(extent, unit);
      return (int) Math.min(extent, units * i / count * unit);
    }

    /**
     * Returns the first pixel that a tile sees; may be negative, on the other side of the image.
     */
    int start(int i) {
      return own(i) - margin;
    }
  }
}
