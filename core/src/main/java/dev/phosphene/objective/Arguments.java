package dev.phosphene.objective;

import dev.phosphene.text.Cursor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The arguments of a {@link Form}, by type. */
record Arguments(
    Optional<String> someLayer,
    Optional<Path> someFile,
    Optional<Double> number,
    List<Objective> objectives,
    Place place) {

  private static final Pattern NUMBER = Pattern.compile("[+-]?" + ObjectiveNames.DIGITS);

  /** Returns the layer, or the image if none is named. */
  String layer() {
    return someLayer.orElse(Objective.INPUT);
  }

  /** Returns the file of a form that requires one. */
  Path file() {
    return someFile.orElseThrow();
  }

  /**
   * Parses {@code (first, second)}, or nothing, and the place after it.
   *
   * @param objective parses an objective
   * @param files resolves a file name
   * @throws dev.phosphene.error.InputException if they do not match the form
   */
  static Arguments read(
      Cursor cursor, Form form, Supplier<Objective> objective, UnaryOperator<Path> files) {
    Optional<String> layer = Optional.empty();
    Optional<Path> file = Optional.empty();
    Optional<Double> number = Optional.empty();
    List<Objective> objectives = new ArrayList<>();
    int given = 0;
    boolean open = cursor.acceptAfterSpace('(');
    boolean more = open && !cursor.skipSpace().sees(')');
    while (more) {
      cursor.skipSpace();
      if (given == form.kinds().size()) {
        throw cursor.fault(form.expected());
      }
      switch (form.kinds().get(given++)) {
        case LAYER -> layer = Optional.of(ObjectiveNames.name(cursor, form.expected()));
        case FILE -> file = Optional.of(files.apply(ObjectiveNames.file(cursor, form.expected())));
        case NUMBER -> number = Optional.of(number(cursor, form));
        case OBJECTIVE -> objectives.add(objective.get());
      }
      more = cursor.skipSpace().accept(',');
    }
    if (given < form.least()) {
      throw cursor.fault(form.expected());
    }
    if (open) {
      cursor.expect(')', "a closing parenthesis is missing");
    }
    Place place = form.placed() ? UnitParser.place(cursor) : Place.Fixed.EVERYWHERE;
    return new Arguments(layer, file, number, objectives, place);
  }

  private static double number(Cursor cursor, Form form) {
    int start = cursor.position();
    String number = cursor.accept(NUMBER);
    if (number.isEmpty() || !Double.isFinite(Double.parseDouble(number))) {
      cursor.back(start);
      throw cursor.fault(form.expected());
    }
    return Double.parseDouble(number);
  }
}
