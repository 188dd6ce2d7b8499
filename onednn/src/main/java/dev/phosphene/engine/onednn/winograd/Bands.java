package dev.phosphene.engine.onednn.winograd;

import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Splits the tiles of a Winograd convolution into bands, each some whole rows of tiles of one
 * example, which are computed one by one in little memory. All have the same number of tiles: the
 * best layout of weights depends on it.
 *
 * @param down rows of tiles per band
 * @param across tiles per row
 * @param list the bands in order
 */
public record Bands(int down, int across, List<Band> list) {
  /**
   * Bytes for a band's transformed inputs and products, which should stay in caches. Each band
   * reads all weights, so it may take as much as they do, between these bounds.
   */
  private static final long LEAST = 2 << 20;

  private static final long MOST = 8 << 20;

  /** Overhead per band, in tiles: reading the weights, some calls. */
  private static final int FIXED = 16;

  /**
   * One band.
   *
   * @param to the first row of the output that is written
   * @param to the first row of the output that is written
   */
  record Band(int example, int from, int to, Form form) {}

  /**
   * The properties that bands with the same steps share.
   *
   * @param tiles rows of tiles
   * @param before rows of zeros above the input's first
   * @param in rows of the input; missing ones below are zeros
   * @param out rows of the output
   */
  record Form(int tiles, int before, int in, int out) {
    /** Returns whether no zeros are needed. */
    boolean whole() {
      return in == Winograd.OUT * tiles + Winograd.IN - Winograd.OUT;
    }
  }

  /**
   * Cuts so that {@code threads} finish as soon as possible.
   *
   * @param top rows of zeros above the input
   */
  public static Bands of(Shape in, Shape out, int top, int threads) {
    int down = tiles(out.h());
    int across = tiles(out.w());
    int best = 1;
    long least = Long.MAX_VALUE;
    long weights = (long) Winograd.IN * Winograd.IN * Float.BYTES * in.c() * out.c();
    long room = Math.max(LEAST, Math.min(weights, MOST));
    for (int rows = 1; rows <= down; rows++) {
      long tiles = (long) rows * across;
      long bytes = Winograd.IN * Winograd.IN * Float.BYTES * tiles * (in.c() + out.c());
      if (rows > 1 && bytes > room) {
        break;
      }
      long bands = (long) in.n() * ((down + rows - 1) / rows);
      long cost = (bands + threads - 1) / threads * (tiles + FIXED);
      if (cost < least) {
        least = cost;
        best = rows;
      }
    }
    List<Band> list = new ArrayList<>();
    for (int example = 0; example < in.n(); example++) {
      for (int first = 0; first < down; first += best) {
        list.add(band(in, out, top, example, first, best));
      }
    }
    return new Bands(best, across, List.copyOf(list));
  }

  /** Returns the tiles per band, including those of the last one that lie below the image. */
  int tiles() {
    return down * across;
  }

  private static Band band(Shape in, Shape out, int top, int example, int first, int tiles) {
    int to = Winograd.OUT * first;
    int start = to - top;
    int from = Math.max(0, start);
    int end = Math.min(in.h(), start + Winograd.OUT * tiles + Winograd.IN - Winograd.OUT);
    int rows = Math.min(Winograd.OUT * tiles, out.h() - to);
    return new Band(example, from, to, new Form(tiles, from - start, end - from, rows));
  }

  private static int tiles(int extent) {
    return (extent + Winograd.OUT - 1) / Winograd.OUT;
  }
}
