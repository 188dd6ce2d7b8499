package dev.phosphene.io;

import dev.phosphene.error.InputException;

/** Bounds what a JSON text from a file can ask for once it is parsed. */
public final class JsonText {
  /** The provenance of a contact sheet with two thousand images has fewer. */
  private static final int MOST = 1_500_000;

  private JsonText() {}

  /**
   * The text itself. Parsed, a number of two characters takes a hundred bytes, so that not the
   * length counts but how many values there are.
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
