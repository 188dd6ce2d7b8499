package dev.phosphene.objective;

import dev.phosphene.error.InputException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the text form of objectives.
 *
 * <pre>
 * text   = sum | name ":" channels [ "@" span "," span ]
 * sum    = ["-"] term { ("+" | "-") term }
 * term   = [ number "*" ] ( unit | "(" sum ")" )
 * unit   = name ":" integer [ "@" span "," span ]
 * channels = span { "," span }
 * span   = integer [ "-" integer ]
 * name   = letters, digits, "_", "/", ".", "-", …; or anything in quotation marks
 * </pre>
 */
public final class ObjectiveParser {
  private static final Pattern FACTOR =
      Pattern.compile("((?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?)\\s*\\*");

  private final String text;
  private int position;

  /** The units, if the whole text is one unit with several channels. */
  private List<Channel> list = List.of();

  private ObjectiveParser(String text) {
    this.text = text;
  }

  /**
   * The objectives of {@code text}: one, or for a unit with several channels such as {@code
   * mixed3:1,5,8-10} one for each.
   *
   * @throws InputException with the text and a caret under the fault
   */
  public static List<Objective> parse(String text) {
    return new ObjectiveParser(text).objectives();
  }

  /**
   * The only objective of {@code text}.
   *
   * @throws InputException also if there are several
   */
  public static Objective parseOne(String text) {
    List<Objective> objectives = parse(text);
    if (objectives.size() != 1) {
      throw new InputException("\"" + text + "\" names several units where one is expected");
    }
    return objectives.get(0);
  }

  private List<Objective> objectives() {
    Objective sum = sum();
    if (position < text.length()) {
      throw fault("expected + or - here, or the end");
    }
    return list.isEmpty() ? List.of(sum) : List.copyOf(list);
  }

  private Objective sum() {
    List<Sum.Term> terms = new ArrayList<>();
    skipSpace();
    double sign = accept('-') ? -1 : 1;
    while (true) {
      terms.add(term(sign));
      skipSpace();
      if (accept('+')) {
        sign = 1;
      } else if (accept('-')) {
        sign = -1;
      } else {
        boolean bare = terms.size() == 1 && terms.get(0).weight() == 1;
        return bare ? terms.get(0).objective() : new Sum(terms);
      }
    }
  }

  private Sum.Term term(double sign) {
    skipSpace();
    double weight = sign * factor();
    skipSpace();
    if (accept('(')) {
      Objective inner = sum();
      expect(')', "a closing parenthesis is missing");
      return new Sum.Term(weight, inner);
    }
    int start = position;
    List<Channel> units = units();
    skipSpace();
    if (units.size() > 1) {
      if (!text.substring(0, start).isBlank() || position < text.length()) {
        position = start;
        throw fault("a list of channels stands alone; name the units of a sum one by one");
      }
      list = units;
    }
    return new Sum.Term(weight, units.get(0));
  }

  /** A number and its {@code *}, or 1 if none begins here. */
  private double factor() {
    Matcher factor = FACTOR.matcher(text).region(position, text.length());
    if (!factor.lookingAt()) {
      return 1;
    }
    position = factor.end();
    return Double.parseDouble(factor.group(1));
  }

  private List<Channel> units() {
    String layer = name();
    expect(':', "expected \":\" and a channel, such as " + layer + ":0");
    List<Integer> channels = new ArrayList<>();
    do {
      int start = position;
      int[] span = span("a channel");
      if (span[1] < span[0] || span[1] - span[0] > 100_000) {
        position = start;
        throw fault("a range runs from a smaller to a larger channel");
      }
      for (int channel = span[0]; channel <= span[1]; channel++) {
        channels.add(channel);
      }
    } while (accept(','));
    Region region = accept('@') ? region() : null;
    return channels.stream().map(channel -> new Channel(layer, channel, region)).toList();
  }

  private Region region() {
    int start = position;
    int[] x = span("a position x");
    expect(',', "expected \",\" and the position y");
    int[] y = span("a position y");
    if (x[1] < x[0] || y[1] < y[0]) {
      position = start;
      throw fault("a range runs from a smaller to a larger position");
    }
    return new Region(x[0], x[1], y[0], y[1]);
  }

  private String name() {
    skipSpace();
    int start = position;
    if (accept('"')) {
      int end = text.indexOf('"', position);
      if (end < 0) {
        position = start;
        throw fault("a closing quotation mark is missing");
      }
      String name = text.substring(position, end);
      position = end + 1;
      return name;
    }
    while (position < text.length() && Names.isPart(text.charAt(position))) {
      position++;
    }
    if (position == start) {
      throw fault("expected a unit here, such as layer:7");
    }
    return text.substring(start, position);
  }

  private int[] span(String what) {
    int first = integer(what);
    boolean range =
        position + 1 < text.length()
            && text.charAt(position) == '-'
            && Character.isDigit(text.charAt(position + 1));
    if (!range) {
      return new int[] {first, first};
    }
    position++;
    return new int[] {first, integer(what)};
  }

  private int integer(String what) {
    int start = position;
    while (position < text.length() && Character.isDigit(text.charAt(position))) {
      position++;
    }
    try {
      return Integer.parseInt(text.substring(start, position));
    } catch (NumberFormatException e) {
      position = start;
      throw fault("expected " + what + ", a whole number from 0");
    }
  }

  private void skipSpace() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }

  private boolean accept(char c) {
    if (position < text.length() && text.charAt(position) == c) {
      position++;
      return true;
    }
    return false;
  }

  private void expect(char c, String otherwise) {
    if (!accept(c)) {
      throw fault(otherwise);
    }
  }

  private InputException fault(String message) {
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
