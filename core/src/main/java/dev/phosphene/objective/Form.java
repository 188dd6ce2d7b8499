package dev.phosphene.objective;

import dev.phosphene.io.Vectors;
import dev.phosphene.text.Nearest;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * The text form of an objective written like a function call.
 *
 * @param signature the argument list, for messages
 * @param kinds the arguments' types, in order
 * @param least number of required arguments
 * @param placed whether a place, {@code @x,y}, may follow
 */
record Form(
    String name,
    String signature,
    List<Kind> kinds,
    int least,
    boolean placed,
    Function<Arguments, Objective> make) {

  /** The type of an argument. */
  enum Kind {
    LAYER,
    FILE,
    NUMBER,
    OBJECTIVE
  }

  private static final List<Kind> ONE_LAYER = List.of(Kind.LAYER);
  private static final List<Kind> DISTANCE = List.of(Kind.LAYER, Kind.NUMBER);
  private static final List<Kind> PHOTO = List.of(Kind.LAYER, Kind.FILE);
  private static final List<Kind> POWER = List.of(Kind.LAYER, Kind.FILE, Kind.NUMBER);
  private static final List<Kind> TWO = List.of(Kind.OBJECTIVE, Kind.OBJECTIVE);

  /** All forms. */
  static final List<Form> ALL =
      List.of(
          new Form("direction", "(layer, file[, power])", POWER, 2, true, Form::direction),
          of("dream", "(layer)", ONE_LAYER, 1, a -> new Dream(a.layer())),
          of("diversity", "(layer)", ONE_LAYER, 1, a -> new Diversity(a.layer())),
          of("align", "(layer)", ONE_LAYER, 1, a -> new Align(a.layer())),
          of("interpolate", "(objective, objective)", TWO, 2, Form::interpolate),
          of("like", "(layer, photo)", PHOTO, 2, a -> new Like(a.layer(), a.file())),
          of("caricature", "(layer, photo[, power])", POWER, 2, Form::caricature),
          of("style", "(layer, photo)", PHOTO, 2, a -> new Style(a.layer(), a.file())),
          of("guide", "(layer, photo)", PHOTO, 2, a -> new Guide(a.layer(), a.file())),
          of("tv", "[(layer)]", ONE_LAYER, 0, a -> new TotalVariation(a.layer())),
          of("l1", "[(layer[, constant])]", DISTANCE, 0, Form::l1),
          of("l2", "[(layer[, constant])]", DISTANCE, 0, Form::l2),
          of("blur", "[(layer)]", ONE_LAYER, 0, a -> new BlurPenalty(a.layer())));

  private static final List<String> NAMES = ALL.stream().map(Form::name).toList();

  private static Form of(
      String name,
      String signature,
      List<Kind> kinds,
      int least,
      Function<Arguments, Objective> make) {
    return new Form(name, signature, kinds, least, false, make);
  }

  /** Returns the form of a name, if there is one. */
  static Optional<Form> named(String name) {
    return ALL.stream().filter(form -> form.name.equals(name)).findFirst();
  }

  /** Returns the message for an unknown name followed by parentheses. */
  static String unknown(String name) {
    if (name.equals(ObjectiveNames.LOGIT)) {
      return "a class is written logit:1 or logit:\"tabby cat\"";
    }
    String hint = hint(name);
    return "no objective is called \""
        + name
        + "\""
        + (hint.isEmpty() ? "; there are " + String.join(", ", NAMES) : hint);
  }

  /** Returns {@code "; did you mean diversity?"}, or the empty text. */
  static String hint(String name) {
    return Nearest.hint(name, NAMES);
  }

  /** Returns the message for arguments that do not match. */
  String expected() {
    return "expected " + this;
  }

  /** Returns {@code direction(layer, file[, power])}. */
  @Override
  public String toString() {
    return name + signature;
  }

  private static Objective direction(Arguments a) {
    return new Direction(a.layer(), Vectors.read(a.file()), a.number().orElse(0.0), a.place());
  }

  private static Objective caricature(Arguments a) {
    return new Caricature(a.layer(), a.file(), a.number().orElse(0.0));
  }

  private static Objective interpolate(Arguments a) {
    return new Interpolate(a.objectives().get(0), a.objectives().get(1));
  }

  private static Objective l1(Arguments a) {
    return new L1(a.layer(), a.number().orElse(L1.usual(a.layer())));
  }

  private static Objective l2(Arguments a) {
    return new L2(a.layer(), a.number().orElse(L1.usual(a.layer())));
  }
}
