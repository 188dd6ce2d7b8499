package dev.phosphene.objective;

import dev.phosphene.error.InputException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in a text, and the words that can be read from there. */
final class Cursor {
  /** A number without a sign, as a pattern. */
  static final String DIGITS = "(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?";

  private final String text;
  private int position;

  Cursor(String text) {
    this.text = text;
  }

  int position() {
    return position;
  }

  /** Back to a position that was passed. */
  void back(int earlier) {
    position = earlier;
  }

  boolean atEnd() {
    return position == text.length();
  }

  /** Whether there is nothing but space from here to the end, and before {@code start}. */
  boolean isWhole(int start) {
    return text.substring(position).isBlank() && text.substring(0, start).isBlank();
  }

  Cursor skipSpace() {
    skipWhile(Character::isWhitespace);
    return this;
  }

  private void skipWhile(IntPredicate wanted) {
    while (!atEnd() && wanted.test(text.charAt(position))) {
      position++;
    }
  }

  /** Whether {@code c} is next. */
  boolean sees(char c) {
    return !atEnd() && text.charAt(position) == c;
  }

  /** Whether a digit is next. */
  boolean seesDigit() {
    return !atEnd() && isDigit(text.charAt(position));
  }

  private static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** Passes {@code c} if it is next. */
  boolean accept(char c) {
    boolean next = sees(c);
    position += next ? 1 : 0;
    return next;
  }

  /** Passes space and {@code c} if that is next; else nothing. */
  boolean acceptAfterSpace(char c) {
    int start = position;
    if (skipSpace().accept(c)) {
      return true;
    }
    position = start;
    return false;
  }

  void expect(char c, String otherwise) {
    if (!accept(c)) {
      throw fault(otherwise);
    }
  }

  /** Passes what matches the pattern here, and returns it; the empty text if nothing does. */
  String accept(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(position, text.length());
    if (!matcher.lookingAt()) {
      return "";
    }
    position = matcher.end();
    return matcher.group();
  }

  /** A name as it is, or anything in quotation marks, where two of them stand for one. */
  String name(String otherwise) {
    skipSpace();
    if (sees('"')) {
      return quoted();
    }
    int start = position;
    skipWhile(c -> ObjectiveNames.isPart((char) c));
    if (position == start) {
      throw fault(otherwise);
    }
    return text.substring(start, position);
  }

  /** A file name as it is, up to a comma or parenthesis, or anything in quotation marks. */
  Path file(String otherwise) {
    skipSpace();
    int start = position;
    String name;
    if (sees('"')) {
      name = quoted();
    } else {
      skipWhile(c -> c != ',' && c != '(' && c != ')' && c != '"');
      name = text.substring(start, position).strip();
      if (sees('(') || sees('"')) {
        throw fault("a file name with this in it stands in quotation marks");
      }
    }
    if (name.isEmpty()) {
      position = start;
      throw fault(otherwise);
    }
    try {
      return Path.of(name);
    } catch (InvalidPathException e) {
      position = start;
      throw fault("no file can be called that: " + e.getReason());
    }
  }

  private String quoted() {
    int start = position++;
    StringBuilder name = new StringBuilder();
    do {
      int end = text.indexOf('"', position);
      if (end < 0) {
        position = start;
        throw fault("a closing quotation mark is missing");
      }
      name.append(name.isEmpty() ? "" : "\"").append(text, position, end);
      position = end + 1;
    } while (accept('"'));
    return name.toString();
  }

  /** A whole number from 0. */
  int integer(String what) {
    int start = position;
    skipWhile(Cursor::isDigit);
    try {
      return Integer.parseInt(text.substring(start, position));
    } catch (NumberFormatException e) {
      position = start;
      throw fault("expected " + what + ", a whole number from 0");
    }
  }

  /** What is wrong at this position. */
  InputException fault(String message) {
    return new InputException(
        "cannot read the objective: "
            + message
            + "\n  "
            + text
            + "\n  "
            + " ".repeat(Math.min(position, text.length()))
            + "^");
  }
}
