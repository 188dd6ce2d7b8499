package dev.phosphene.objective;

import dev.phosphene.error.InputException;

/**
 * A rectangle of a layer's positions, counted from 0 at the top left; both ends belong to it.
 * Printed as {@code x0-x1,y0-y1}, or {@code x,y} for a single position.
 */
public record Region(int x0, int x1, int y0, int y1) {
  public Region {
    if (x0 < 0 || y0 < 0 || x1 < x0 || y1 < y0) {
      throw new IllegalArgumentException("a region runs from a smaller to a larger position");
    }
  }

  /** A single position. */
  public static Region at(int x, int y) {
    return new Region(x, x, y, y);
  }

  /** All positions of a layer of {@code h × w}. */
  static Region whole(int h, int w) {
    return new Region(0, w - 1, 0, h - 1);
  }

  int size() {
    return (x1 - x0 + 1) * (y1 - y0 + 1);
  }

  /**
   * Refuses a region that leaves a layer of {@code h × w}.
   *
   * @throws InputException naming the layer and its size
   */
  void check(String layer, int h, int w) {
    if (x1 >= w || y1 >= h) {
      throw new InputException(
          "position "
              + this
              + " is outside of layer \""
              + layer
              + "\", which is "
              + w
              + " wide and "
              + h
              + " high for this picture size");
    }
  }

  @Override
  public String toString() {
    return span(x0, x1) + "," + span(y0, y1);
  }

  private static String span(int from, int to) {
    return from == to ? Integer.toString(from) : from + "-" + to;
  }
}
