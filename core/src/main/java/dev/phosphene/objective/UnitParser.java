package dev.phosphene.objective;

import dev.phosphene.text.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Parses channels and positions after a layer's name. */
final class UnitParser {
  private static final Pattern CENTER = Pattern.compile("center(?![\\w./-])");
  static final int MOST_CHANNELS = 100_000;

  private UnitParser() {}

  /**
   * Parses channels, {@code 7} or {@code 1,5,8-10}.
   *
   * @param many whether a comma continues the list
   */
  static List<Integer> channels(Cursor cursor, String what, boolean many) {
    List<Integer> channels = new ArrayList<>();
    do {
      int start = cursor.position();
      int[] span = span(cursor, what);
      if (span[1] < span[0]) {
        cursor.back(start);
        throw cursor.fault("a range must run from a smaller to a larger channel");
      }
      int more = span[1] - span[0]; // after the first; both are from 0, so it does not overflow
      if (more >= MOST_CHANNELS - channels.size()) {
        cursor.back(start);
        throw cursor.fault("more than " + MOST_CHANNELS + " channels");
      }
      for (int i = 0; i <= more; i++) {
        channels.add(span[0] + i);
      }
    } while (many && cursor.accept(','));
    return channels;
  }

  /** Parses {@code @center}, {@code @x,y}, {@code @x0-x1,y0-y1}, or nothing. */
  static Place place(Cursor cursor) {
    if (!cursor.accept('@')) {
      return Place.Fixed.EVERYWHERE;
    }
    if (!cursor.accept(CENTER).isEmpty()) {
      return Place.Fixed.CENTER;
    }
    int start = cursor.position();
    int[] x = span(cursor, "center or a position x");
    cursor.expect(',', "expected \",\" and the position y");
    int[] y = span(cursor, "a position y");
    if (x[1] < x[0] || y[1] < y[0]) {
      cursor.back(start);
      throw cursor.fault("a range must run from a smaller to a larger position");
    }
    return new Region(x[0], x[1], y[0], y[1]);
  }

  private static int[] span(Cursor cursor, String what) {
    int first = ObjectiveNames.index(cursor, what);
    int end = cursor.position();
    if (cursor.accept('-')) {
      if (cursor.seesDigit()) {
        return new int[] {first, ObjectiveNames.index(cursor, what)};
      }
      cursor.back(end); // the minus of a sum
    }
    return new int[] {first, first};
  }
}
