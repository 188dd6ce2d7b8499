package dev.phosphene.text;

import dev.phosphene.error.InputException;
import java.math.BigDecimal;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a text that a user wrote: reads on from there, and shows a fault with a caret below
 * it. Tokens, words and numbers take the blanks behind them; single characters and patterns do not.
 */
public final class Cursor {
  private static final Pattern WORD = Pattern.compile("[A-Za-z][A-Za-z-]*");
  private static final Pattern NUMBER = Pattern.compile("-?(\\d+(\\.\\d+)?|\\.\\d+)");

  private final String what;
  private final String text;
  private int position;

  /**
   * At the beginning of {@code text}.
   *
   * @param what the text is, for messages: "the views"
   */
  public Cursor(String what, String text) {
    this.what = what;
    this.text = text;
    skipBlanks();
  }

  /** Index of the next character that is not blank. */
  public int position() {
    return position;
  }

  /** Goes to where it was before, to show a fault there. */
  public void back(int earlier) {
    position = earlier;
  }

  /** Whether nothing is left. */
  public boolean atEnd() {
    return position == text.length();
  }

  /** Whether there is nothing but blanks from here to the end, and before {@code start}. */
  public boolean isWhole(int start) {
    return text.substring(position).isBlank() && text.substring(0, start).isBlank();
  }

  /** Goes past blanks. */
  public Cursor skipSpace() {
    skipBlanks();
    return this;
  }

  /** Goes on while the characters are {@code wanted}, and returns them. */
  public String takeWhile(IntPredicate wanted) {
    int start = position;
    while (!atEnd() && wanted.test(text.charAt(position))) {
      position++;
    }
    return text.substring(start, position);
  }

  /** Whether {@code c} comes next. */
  public boolean sees(char c) {
    return !atEnd() && text.charAt(position) == c;
  }

  /** Whether a digit comes next. */
  public boolean seesDigit() {
    return !atEnd() && isDigit(text.charAt(position));
  }

  /** Whether {@code c} is one of 0 to 9. */
  public static boolean isDigit(int c) {
    return c >= '0' && c <= '9';
  }

  /** Goes past the character if it comes next; not past blanks behind it. */
  public boolean accept(char c) {
    boolean here = sees(c);
    position += here ? 1 : 0;
    return here;
  }

  /** Goes past blanks and {@code c} if that comes behind them; else stays. */
  public boolean acceptAfterSpace(char c) {
    int start = position;
    if (skipSpace().accept(c)) {
      return true;
    }
    position = start;
    return false;
  }

  /**
   * Goes past the character.
   *
   * @throws InputException with the message {@code otherwise} if something else comes next
   */
  public void expect(char c, String otherwise) {
    if (!accept(c)) {
      throw fault(otherwise);
    }
  }

  /** Goes past what matches here, and returns it; empty if nothing does. */
  public String accept(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(position, text.length());
    if (!matcher.lookingAt()) {
      return "";
    }
    position = matcher.end();
    return matcher.group();
  }

  /** Goes past {@code token}, and blanks behind it, if it comes next. */
  public boolean accept(String token) {
    boolean here = text.startsWith(token, position);
    if (here) {
      position += token.length();
      skipBlanks();
    }
    return here;
  }

  /**
   * Goes past {@code token}.
   *
   * @throws InputException with the message {@code otherwise} if something else comes next
   */
  public void expect(String token, String otherwise) {
    if (!accept(token)) {
      throw fault(otherwise);
    }
  }

  /** Letters and hyphens from a letter on; empty if there are none. */
  public String word() {
    return next(WORD);
  }

  /**
   * A decimal number without an exponent.
   *
   * @throws InputException with the message {@code otherwise} if none within the limits is there
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
   * A whole number.
   *
   * @throws InputException with the message {@code otherwise} if none within the limits is there
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

  /** The text, a caret under the place, and the message in front of them. */
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
