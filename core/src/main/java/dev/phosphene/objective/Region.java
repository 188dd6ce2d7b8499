package dev.phosphene.objective;

import dev.phosphene.error.InputException;

/**
 * A rectangle of a layer's positions, counted from 0 at the top left; both ends are inclusive.
 * Prints as {@code x0-x1,y0-y1}, or {@code x,y} for a single position.
 */
public record Region(int x0, int x1, int y0, int y1) implements Place {
  public Region {
    if (x0 < 0 || y0 < 0 || x1 < x0 || y1 < y0) {
      throw new IllegalArgumentException("a region must run from a smaller to a larger position");
    }
  }

  /** Returns a single position. */
  public static Region at(int x, int y) {
    return new Region(x, x, y, y);
  }

  int width() {
    return x1 - x0 + 1;
  }

  int size() {
    return width() * (y1 - y0 + 1);
  }

  @Override
  public Region on(int h, int w) {
    return this;
  }

  @Override
  public void check(String layer, int h, int w) {
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
              + " high for this image size");
    }
  }

  @Override
  public String suffix() {
    return "@" + this;
  }

  @Override
  public String toString() {
    return span(x0, x1) + "," + span(y0, y1);
  }

  private static String span(int from, int to) {
    return from == to ? Integer.toString(from) : from + "-" + to;
  }
}
