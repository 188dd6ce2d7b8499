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
 * Reads the text form of objectives.
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
 * <p>In quotation marks, two of them stand for one, and nothing else is special. {@code logit} is a
 * layer if it stands in quotation marks. A minus behind a name needs a space, as names have
 * hyphens. The files of vectors are read at once, photographs are not.
 */
public final class ObjectiveParser {
  /** A number as a factor; what is not followed like this begins a layer's name. */
  private static final Pattern FACTOR =
      Pattern.compile(ObjectiveNames.DIGITS + "(?=\\s*(?:$|[*+),])|\\s+-)");

  /** Every channel of a layer. */
  private static final Pattern ALL = Pattern.compile("all(?![\\w./-])");

  /** A name that may be a layer's and a channel without the colon between them. */
  private static final Pattern OTHER_COLON = Pattern.compile("(.*[^/.#\\[\\]])[/.#\\[](\\d+)\\]?");

  private static final int UNKNOWN = -1;
  private static final int DEEPEST = 100;

  private final Cursor cursor;
  private final ToIntFunction<String> width;
  private final UnaryOperator<Path> files;
  private int depth;

  /** How many calls stand around what is read; a comma there begins the next argument. */
  private int calls;

  /** The units, if the whole text is one unit with several channels. */
  private List<Objective> list = List.of();

  private ObjectiveParser(String text, ToIntFunction<String> width, UnaryOperator<Path> files) {
    this.files = files;
    this.cursor = new Cursor("the objective", text);
    this.width = width;
  }

  /**
   * The objectives of {@code text}: one, or for a unit with several channels such as {@code
   * mixed3:1,5,8-10} one for each.
   *
   * @throws InputException with the text and a caret under the fault; also if all channels of a
   *     layer are asked for, which takes a model
   */
  public static List<Objective> parse(String text) {
    return parse(text, layer -> UNKNOWN);
  }

  /**
   * The objectives of {@code text}, where {@code mixed3:all} is one for each channel.
   *
   * @param width how many channels a layer has, such as {@code model.graph()::channels}
   * @throws InputException with the text and a caret under the fault
   */
  public static List<Objective> parse(String text, ToIntFunction<String> width) {
    return parse(text, width, UnaryOperator.identity());
  }

  /**
   * The same where files lie elsewhere than the text says.
   *
   * @param files where the file of that name is; asked before it is read, and free to refuse
   */
  public static List<Objective> parse(
      String text, ToIntFunction<String> width, UnaryOperator<Path> files) {
    return new ObjectiveParser(text, width, files).objectives();
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

  /** The functions and their arguments, such as {@code direction(layer, file[, power])}. */
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
              ? "a number is the factor of an objective, such as 2*layer:7"
              : "this factor is too large");
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

  /** What somebody may mean who writes {@code mixed3/7}, {@code mixed3.7} or {@code mixed3#7}. */
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
      throw cursor.fault("without a model nobody knows how many channels a layer has");
    }
    return IntStream.range(0, count).boxed().toList();
  }

  private Objective unit(String name, boolean quoted, int start) {
    boolean logit = !quoted && name.equals(ObjectiveNames.LOGIT);
    List<Objective> units = logit ? classes() : channels(name);
    if (units.size() > 1) {
      if (!cursor.isWhole(start)) {
        cursor.back(start);
        throw cursor.fault("a list of channels stands alone; name the units of a sum one by one");
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
