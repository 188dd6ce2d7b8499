package dev.phosphene.text;

import dev.phosphene.error.InputException;
import java.math.BigDecimal;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a text that a user wrote: reads on from there, and shows a fault with a caret below
 * it. Blanks in front of anything are skipped.
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

  /** Goes past {@code token} if it comes next. */
  public boolean accept(String token) {
    boolean here = text.startsWith(token, position);
    if (here) {
      goTo(position + token.length());
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
    Matcher matcher = pattern.matcher(text).region(position, text.length());
    if (!matcher.lookingAt()) {
      return "";
    }
    goTo(matcher.end());
    return matcher.group();
  }

  private void goTo(int index) {
    position = index;
    skipBlanks();
  }

  private void skipBlanks() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }
}
