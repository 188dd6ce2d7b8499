package dev.phosphene.objective;

import dev.phosphene.error.InputException;
import dev.phosphene.text.Cursor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * Parses the text form of objectives.
 *
 * <pre>
 * sum      = product { ("+" | "-") product }
 * product  = factor { "*" factor }              at least one factor is not a number
 * factor   = { "-" } ( number | unit | call | "(" sum ")" )
 * unit     = layer ":" channels [ place ] | "logit:" class { "," class }
 * class    = span | label
 * channels = span { "," span } | "all"          several only where the unit is the whole text
 * span     = integer [ "-" integer ]
 * place    = "@" ( "center" | span "," span )   x, then y
 * call     = function [ "(" [ argument { "," argument } ] ")" ] [ place ]
 * argument = layer | file | number | sum        as the {@linkplain #functions function} wants it
 * layer, label = letters, digits, "_", "/", ".", "-", …; or anything in quotation marks
 * file     = anything but comma, parenthesis and quotation mark; or anything in quotation marks
 * </pre>
 *
 * <p>In quotation marks, two of them stand for one, and nothing else is special. {@code logit} in
 * quotation marks is a layer. A minus after a name needs a space, as names may contain hyphens.
 * Vector files are read immediately, photographs are not.
 */
public final class ObjectiveParser {
  /** A number as a factor; a number followed by anything else begins a layer's name. */
  private static final Pattern FACTOR =
      Pattern.compile(ObjectiveNames.DIGITS + "(?=\\s*(?:$|[*+),])|\\s+-)");

  /** Every channel of a layer. */
  private static final Pattern ALL = Pattern.compile("all(?![\\w./-])");

  /** A layer's name and a channel, possibly, with a wrong separator between them. */
  private static final Pattern OTHER_COLON = Pattern.compile("(.*[^/.#\\[\\]])[/.#\\[](\\d+)\\]?");

  private static final int UNKNOWN = -1;
  private static final int DEEPEST = 100;

  private final Cursor cursor;
  private final ToIntFunction<String> width;
  private final UnaryOperator<Path> files;
  private int depth;

  /** Number of enclosing calls; inside one a comma begins the next argument. */
  private int calls;

  /** The units, if the whole text is one unit with several channels. */
  private List<Objective> list = List.of();

  private ObjectiveParser(String text, ToIntFunction<String> width, UnaryOperator<Path> files) {
    this.files = files;
    this.cursor = new Cursor("the objective", text);
    this.width = width;
  }

  /**
   * Parses objectives: one, or for a unit with several channels such as {@code mixed3:1,5,8-10} one
   * per channel.
   *
   * @throws InputException with the text and a caret under the error; also for all channels of a
   *     layer, which needs a model
   */
  public static List<Objective> parse(String text) {
    return parse(text, layer -> UNKNOWN);
  }

  /**
   * Parses objectives, where {@code mixed3:all} is one per channel.
   *
   * @param width returns a layer's number of channels, such as {@code model.graph()::channels}
   * @throws InputException with the text and a caret under the error
   */
  public static List<Objective> parse(String text, ToIntFunction<String> width) {
    return parse(text, width, UnaryOperator.identity());
  }

  /**
   * Parses objectives whose files have moved.
   *
   * @param files resolves a file name before the file is read; may refuse it
   */
  public static List<Objective> parse(
      String text, ToIntFunction<String> width, UnaryOperator<Path> files) {
    return new ObjectiveParser(text, width, files).objectives();
  }

  /**
   * Parses a single objective.
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

  /** Returns the functions and their arguments, such as {@code direction(layer, file[, power])}. */
  public static List<String> functions() {
    return Form.ALL.stream().map(Form::toString).toList();
  }

  private List<Objective> objectives() {
    Objective sum = sum();
    if (!cursor.atEnd()) {
      throw cursor.fault("expected +, - or * here, or the end");
    }
    return list.isEmpty() ? List.of(sum) : list;
  }

  private Objective sum() {
    if (++depth > DEEPEST) {
      throw cursor.fault("more than " + DEEPEST + " parentheses inside each other");
    }
    List<Sum.Term> terms = new ArrayList<>();
    double sign = 1;
    while (true) {
      terms.add(product(sign));
      if (cursor.accept('+')) {
        sign = 1;
      } else if (cursor.accept('-')) {
        sign = -1;
      } else {
        depth--;
        boolean bare = terms.size() == 1 && terms.get(0).weight() == 1;
        return bare ? terms.get(0).objective() : new Sum(terms);
      }
    }
  }

  private Sum.Term product(double sign) {
    int start = cursor.position();
    double weight = sign;
    List<Objective> factors = new ArrayList<>();
    do {
      while (cursor.skipSpace().accept('-')) {
        weight = -weight;
      }
      String number = cursor.accept(FACTOR);
      if (number.isEmpty()) {
        factors.add(factor());
      } else {
        weight *= Double.parseDouble(number);
      }
    } while (cursor.skipSpace().accept('*'));
    if (factors.isEmpty() || !Double.isFinite(weight)) {
      cursor.back(start);
      cursor.skipSpace();
      throw cursor.fault(
          factors.isEmpty()
              ? "a number must multiply an objective, such as 2*layer:7"
              : "the factor is too large");
    }
    return new Sum.Term(weight, factors.size() == 1 ? factors.get(0) : new Product(factors));
  }

  private Objective factor() {
    if (cursor.accept('(')) {
      Objective inner = sum();
      cursor.expect(')', "a closing parenthesis is missing");
      return inner;
    }
    int start = cursor.position();
    boolean quoted = cursor.sees('"');
    String name = ObjectiveNames.name(cursor, "expected a unit here, such as layer:7");
    if (cursor.accept(':')) {
      return unit(name, quoted, start);
    }
    Optional<Form> form = quoted ? Optional.empty() : Form.named(name);
    if (form.isPresent()) {
      return call(form.get(), start);
    }
    if (!quoted && cursor.acceptAfterSpace('(')) {
      cursor.back(start);
      throw cursor.fault(Form.unknown(name));
    }
    String hint = quoted || name.length() < 4 ? "" : Form.hint(name);
    throw cursor.fault(
        "expected \":\" and a channel, such as "
            + ObjectiveNames.quoted(name)
            + ":0"
            + meant(name)
            + hint);
  }

  /** Suggests what {@code mixed3/7}, {@code mixed3.7} or {@code mixed3#7} means. */
  private static String meant(String name) {
    Matcher other = OTHER_COLON.matcher(name);
    return other.matches()
        ? "; channel %s of layer %s is %s:%s"
            .formatted(
                other.group(2),
                other.group(1),
                ObjectiveNames.quoted(other.group(1)),
                other.group(2))
        : "";
  }

  private List<Integer> all(String layer) {
    int count = width.applyAsInt(layer);
    if (count == UNKNOWN) {
      throw cursor.fault("without a model the number of channels is unknown");
    }
    return IntStream.range(0, count).boxed().toList();
  }

  private Objective unit(String name, boolean quoted, int start) {
    boolean logit = !quoted && name.equals(ObjectiveNames.LOGIT);
    List<Objective> units = logit ? classes() : channels(name);
    if (units.size() > 1) {
      if (!cursor.isWhole(start)) {
        cursor.back(start);
        throw cursor.fault(
            "a list of channels must stand alone; name the units of a sum one by one");
      }
      list = units;
    }
    return units.get(0);
  }

  private List<Objective> channels(String layer) {
    boolean all = calls == 0 && !cursor.accept(ALL).isEmpty();
    List<Integer> channels =
        all ? all(layer) : UnitParser.channels(cursor, "a channel", calls == 0);
    Place place = UnitParser.place(cursor);
    return channels.stream().<Objective>map(c -> new Channel(layer, c, place)).toList();
  }

  /** {@code 7}, {@code 1,5,8-10}, {@code dog}, or {@code dog,"tabby cat",3}. */
  private List<Objective> classes() {
    List<Objective> classes = new ArrayList<>();
    do {
      if (cursor.skipSpace().seesDigit()) {
        UnitParser.channels(cursor, "a class", false).forEach(c -> classes.add(Logit.of(c)));
      } else {
        classes.add(
            Logit.of(
                ObjectiveNames.name(
                    cursor, "expected a class, such as logit:1 or logit:\"tabby cat\"")));
      }
      if (classes.size() > UnitParser.MOST_CHANNELS) {
        throw cursor.fault("more than " + UnitParser.MOST_CHANNELS + " classes");
      }
    } while (calls == 0 && cursor.accept(','));
    return classes;
  }

  private Objective call(Form form, int start) {
    calls++;
    Arguments arguments = Arguments.read(cursor, form, this::sum, files);
    calls--;
    try {
      return form.make().apply(arguments);
    } catch (InputException e) {
      cursor.back(start);
      throw cursor.fault(String.valueOf(e.getMessage()));
    }
  }
}
