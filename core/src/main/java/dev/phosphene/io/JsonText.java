package dev.phosphene.io;

import dev.phosphene.error.InputException;

/** Limits the memory that a JSON text from a file takes once parsed. */
public final class JsonText {
  /** Limit of values; a contact sheet's provenance of two thousand images has fewer. */
  private static final int MOST = 1_500_000;

  private JsonText() {}

  /**
   * Returns the text, after checking its number of values: parsed, a number of two characters takes
   * a hundred bytes, so the text's length is no measure.
   *
   * @param where file and place in it, for messages
   * @throws InputException if there are more values than any file of ours or Keras's has
   */
  public static String bounded(String text, Object where) {
    int values = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == ',' || c == ':' || c == '[' || c == '{') {
        values++;
      }
    }
    if (values > MOST) {
      throw new InputException(
          where + " has more than " + MOST + " values, which no file of its kind needs");
    }
    return text;
  }
}
