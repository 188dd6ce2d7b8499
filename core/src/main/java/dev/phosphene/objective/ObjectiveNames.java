package dev.phosphene.objective;

import dev.phosphene.text.Cursor;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/** Names, file names and numbers in the text form of objectives: how each is read and printed. */
final class ObjectiveNames {
  /** A number without a sign, as a pattern. */
  static final String DIGITS = "(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?";

  /** What begins a class logit, and so cannot be a layer's name without quotation marks. */
  static final String LOGIT = "logit";

  /** What ends a name that is not in quotation marks. */
  private static final String DELIMITERS = "+*()@,:\"";

  /** What a file name must not contain without quotation marks; on Windows it has a colon. */
  private static final String FILE_DELIMITERS = "(),:\"";

  private ObjectiveNames() {}

  static boolean isPart(char c) {
    return !Character.isWhitespace(c) && DELIMITERS.indexOf(c) < 0;
  }

  /** The name as it is, or in quotation marks if it would not be read back otherwise. */
  static String quoted(String name) {
    boolean plain =
        !name.isEmpty()
            && name.chars().allMatch(c -> isPart((char) c))
            && !Character.isDigit(name.charAt(0))
            && name.charAt(0) != '-'
            && !name.equals(LOGIT);
    return plain ? name : inQuotes(name);
  }

  /** The same for a file, whose name may have more in it. */
  static String quoted(Path file) {
    String name = file.toString();
    boolean plain =
        !name.isEmpty()
            && name.chars()
                .noneMatch(c -> Character.isWhitespace(c) || FILE_DELIMITERS.indexOf(c) >= 0);
    return plain ? name : inQuotes(name);
  }

  /** A quotation mark inside is doubled; a backslash is one, as Windows wants it. */
  private static String inQuotes(String name) {
    return "\"" + name.replace("\"", "\"\"") + "\"";
  }

  /** The shortest text: {@code 2}, {@code 0.5}, {@code 1.0E-5}. */
  static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e9
        ? Long.toString((long) value)
        : Double.toString(value);
  }

  /** {@code name(first, second)}, or the name alone without arguments. */
  static String call(String name, String... arguments) {
    return arguments.length == 0 ? name : name + "(" + String.join(", ", List.of(arguments)) + ")";
  }

  /** Reads a name as it is, or anything in quotation marks, where two of them stand for one. */
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

  /** Reads a file name, up to a comma or parenthesis, or anything in quotation marks. */
  static Path file(Cursor cursor, String otherwise) {
    int start = cursor.skipSpace().position();
    String name;
    if (cursor.sees('"')) {
      name = quoted(cursor);
    } else {
      name = cursor.takeWhile(c -> c != ',' && c != '(' && c != ')' && c != '"').strip();
      if (cursor.sees('(') || cursor.sees('"')) {
        throw cursor.fault("a file name with this in it stands in quotation marks");
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
      throw cursor.fault("no file can be called that: " + e.getReason());
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

  /** Reads a whole number from 0. */
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
