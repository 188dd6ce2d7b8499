package dev.phosphene.text;

import dev.phosphene.error.InputException;
import java.math.BigDecimal;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A parsing position in a text that a user wrote; reports errors with a caret below the place.
 * Tokens, words and numbers consume the blanks after them; single characters and patterns do not.
 */
public final class Cursor {
  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z-]*");
  private static final Pattern NUMBER = Pattern.compile("-?(\\d+(\\.\\d+)?|\\.\\d+)");

  private final String what;
  private final String text;
  private int position;

  /**
   * Starts at the beginning of {@code text}.
   *
   * @param what name of the text, for messages
   */
  public Cursor(String what, String text) {
    this.what = what;
    this.text = text;
    skipBlanks();
  }

  /** Returns the index of the next character that is not blank. */
  public int position() {
    return position;
  }

  /** Moves back to an earlier position, to report an error there. */
  public void back(int earlier) {
    position = earlier;
  }

  /** Returns whether nothing is left. */
  public boolean atEnd() {
    return position == text.length();
  }

  /** Returns whether only blanks follow, and precede {@code start}. */
  public boolean isWhole(int start) {
    return text.substring(position).isBlank() && text.substring(0, start).isBlank();
  }

  /** Skips blanks. */
  public Cursor skipSpace() {
    skipBlanks();
    return this;
  }

  /** Consumes and returns the characters that are {@code wanted}. */
  public String takeWhile(IntPredicate wanted) {
    int start = position;
    while (!atEnd() && wanted.test(text.charAt(position))) {
      position++;
    }
    return text.substring(start, position);
  }

  /** Returns whether {@code c} comes next. */
  public boolean sees(char c) {
    return !atEnd() && text.charAt(position) == c;
  }

  /** Returns whether a digit comes next. */
  public boolean seesDigit() {
    return !atEnd() && isDigit(text.charAt(position));
  }

  /** Returns whether {@code c} is one of 0 to 9. */
  public static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** Consumes the character if it comes next, without the blanks after it. */
  public boolean accept(char c) {
    boolean here = sees(c);
    position += here ? 1 : 0;
    return here;
  }

  /** Consumes blanks and {@code c} if it follows them; else consumes nothing. */
  public boolean acceptAfterSpace(char c) {
    int start = position;
    if (skipSpace().accept(c)) {
      return true;
    }
    position = start;
    return false;
  }

  /**
   * Consumes the character.
   *
   * @throws InputException with the message {@code otherwise} if something else comes next
   */
  public void expect(char c, String otherwise) {
    if (!accept(c)) {
      throw fault(otherwise);
    }
  }

  /** Consumes and returns what matches here; empty if nothing does. */
  public String accept(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(position, text.length());
    if (!matcher.lookingAt()) {
      return "";
    }
    position = matcher.end();
    return matcher.group();
  }

  /** Consumes {@code token}, and blanks after it, if it comes next. */
  public boolean accept(String token) {
    boolean here = text.startsWith(token, position);
    if (here) {
      position += token.length();
      skipBlanks();
    }
    return here;
  }

  /**
   * Consumes {@code token}.
   *
   * @throws InputException with the message {@code otherwise} if something else comes next
   */
  public void expect(String token, String otherwise) {
    if (!accept(token)) {
      throw fault(otherwise);
    }
  }

  /** Consumes letters and hyphens, starting with a letter; empty if there are none. */
  public String word() {
    return next(WORD);
  }

  /**
   * Consumes a decimal number without an exponent.
   *
   * @throws InputException with the message {@code otherwise} if there is none within the limits
   */
  public BigDecimal number(double least, double most, String otherwise) {
    int start = position;
    String digits = next(NUMBER);
    BigDecimal number = digits.isEmpty() ? BigDecimal.ZERO : new BigDecimal(digits);
    if (digits.isEmpty() || number.doubleValue() < least || number.doubleValue() > most) {
      position = start;
      throw fault(otherwise);
    }
    return number;
  }

  /**
   * Consumes a whole number.
   *
   * @throws InputException with the message {@code otherwise} if there is none within the limits
   */
  public int integer(int least, int most, String otherwise) {
    int start = position;
    BigDecimal number = number(least, most, otherwise).stripTrailingZeros();
    if (number.scale() > 0) {
      position = start;
      throw fault(otherwise);
    }
    return number.intValueExact();
  }

  /** Returns an exception with the message, the text, and a caret under the place. */
  public InputException fault(String message) {
    return new InputException(
        "cannot read "
            + what
            + ": "
            + message
            + "\n  "
            + text
            + "\n  "
            + " ".repeat(position)
            + "^");
  }

  private String next(Pattern pattern) {
    String found = accept(pattern);
    if (!found.isEmpty()) {
      skipBlanks();
    }
    return found;
  }

  private void skipBlanks() {
    takeWhile(Character::isWhitespace);
  }
}
