package dev.phosphene.doctor;

import dev.phosphene.recipe.InputRange;
import java.util.List;
import java.util.Locale;

/** Phrases that the kinds of evidence share. */
final class VerdictText {
  private VerdictText() {}

  /** Says which range is right, or which cannot be told apart. */
  static String of(List<InputRange> likely) {
    String first = "--input " + likely.get(0);
    if (likely.size() == 1) {
      return first + " is right: it fits clearly better than the others.";
    }
    List<String> others = likely.subList(1, likely.size()).stream().map(InputRange::text).toList();
    return first
        + " fits best, but these images do not tell it from "
        + String.join(" or ", others)
        + ".";
  }

  static String text(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
