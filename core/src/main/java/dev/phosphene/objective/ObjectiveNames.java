package dev.phosphene.objective;

import dev.phosphene.text.Cursor;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Parses and prints names, file names and numbers in the text form of objectives. */
final class ObjectiveNames {
  /** Pattern of a number without a sign. */
  static final String DIGITS = "(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?";

  /** Prefix of a class logit; as a layer's name it needs quotation marks. */
  static final String LOGIT = "logit";

  /** Characters that end a name without quotation marks. */
  private static final String DELIMITERS = "+*()@,:\"";

  /** Characters not allowed in a file name without quotation marks; on Windows it has a colon. */
  private static final String FILE_DELIMITERS = "(),:\"";

  private ObjectiveNames() {}

  static boolean isPart(char c) {
    return !Character.isWhitespace(c) && DELIMITERS.indexOf(c) < 0;
  }

  /** Returns the name, in quotation marks if necessary. */
  static String quoted(String name) {
    boolean plain =
        !name.isEmpty()
            && name.chars().allMatch(c -> isPart((char) c))
            && !Character.isDigit(name.charAt(0))
            && name.charAt(0) != '-'
            && !name.equals(LOGIT);
    return plain ? name : inQuotes(name);
  }

  /** Returns the file name, in quotation marks if necessary; more characters are allowed in it. */
  static String quoted(Path file) {
    String name = file.toString();
    boolean plain =
        !name.isEmpty()
            && name.chars()
                .noneMatch(c -> Character.isWhitespace(c) || FILE_DELIMITERS.indexOf(c) >= 0);
    return plain ? name : inQuotes(name);
  }

  /** A quotation mark inside is doubled; a backslash is not, for Windows paths. */
  private static String inQuotes(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** Returns the shortest text: {@code 2}, {@code 0.5}, {@code 1.0E-5}. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** Returns {@code name(first, second)}, or the name alone without arguments. */
  static String call(String name, String... arguments) {
    return arguments.length == 0 ? name : name + "(" + String.join(", ", List.of(arguments)) + ")";
  }

  /** Parses a plain name, or any name in quotation marks, where two of them stand for one. */
  static String name(Cursor cursor, String otherwise) {
    if (cursor.skipSpace().sees('"')) {
      return quoted(cursor);
    }
    String name = cursor.takeWhile(c -> isPart((char) c));
    if (name.isEmpty()) {
      throw cursor.fault(otherwise);
    }
    return name;
  }

  /** Parses a file name, up to a comma or parenthesis, or any name in quotation marks. */
  static Path file(Cursor cursor, String otherwise) {
    int start = cursor.skipSpace().position();
    String name;
    if (cursor.sees('"')) {
      name = quoted(cursor);
    } else {
      name = cursor.takeWhile(c -> c != ',' && c != '(' && c != ')' && c != '"').strip();
      if (cursor.sees('(') || cursor.sees('"')) {
        throw cursor.fault("a file name with this character needs quotation marks");
      }
    }
    if (name.isEmpty()) {
      cursor.back(start);
      throw cursor.fault(otherwise);
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      cursor.back(start);
      throw cursor.fault("invalid file name: " + e.getReason());
    }
  }

  private static String quoted(Cursor cursor) {
    int start = cursor.position();
    cursor.accept('"');
    StringBuilder name = new StringBuilder();
    do {
      name.append(name.isEmpty() && cursor.position() == start + 1 ? "" : "\"");
      name.append(cursor.takeWhile(c -> c != '"'));
      if (!cursor.accept('"')) {
        cursor.back(start);
        throw cursor.fault("a closing quotation mark is missing");
      }
    } while (cursor.accept('"'));
    return name.toString();
  }

  /** Parses a whole number from 0. */
  static int index(Cursor cursor, String what) {
    int start = cursor.position();
    try {
      return Integer.parseInt(cursor.takeWhile(Cursor::isDigit));
    } catch (NumberFormatException e) {
      cursor.back(start);
      throw cursor.fault("expected " + what + ", a whole number from 0");
    }
  }
}
