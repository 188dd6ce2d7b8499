package dev.phosphene.text;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Finds the nearest known names for a misspelled one. */
public final class Nearest {
  private static final int SHOWN = 3;

  /** Limit of suggested names that contain the given word. */
  private static final int SHOWN_WITH_WORD = 5;

  /** Shorter words match too much. */
  private static final int SHORTEST_WORD = 3;

  private Nearest() {}

  /**
   * Returns at most five of {@code valid} that contain {@code given} as a word; else at most three,
   * nearest first by edit distance, where a name that begins with {@code given} counts as near.
   * Ignores case. Empty if nothing is close.
   */
  public static List<String> names(String given, Collection<String> valid) {
    List<String> containing = containing(given, valid);
    return containing.isEmpty() ? similar(given, valid) : containing;
  }

  /**
   * Returns names with a whole word: {@code cat} is one of {@code tiger cat}, not of {@code
   * cattle}.
   */
  private static List<String> containing(String given, Collection<String> valid) {
    if (given.strip().length() < SHORTEST_WORD) {
      return List.of();
    }
    Pattern word =
        Pattern.compile(
            "(?<![\\p{L}\\p{N}])" + Pattern.quote(given.strip()) + "(?![\\p{L}\\p{N}])",
            Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
    return valid.stream()
        .filter(name -> word.matcher(name).find())
        .distinct()
        .sorted(Comparator.comparingInt(String::length).thenComparing(name -> name))
        .limit(SHOWN_WITH_WORD)
        .toList();
  }

  private static List<String> similar(String given, Collection<String> valid) {
    String wanted = given.toLowerCase(Locale.ROOT);
    int tolerance = Math.max(2, wanted.length() / 3);
    record Candidate(String name, int distance) {}
    return valid.stream()
        .map(name -> new Candidate(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
        .filter(candidate -> candidate.distance <= tolerance)
        .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
        .limit(SHOWN)
        .map(Candidate::name)
        .toList();
  }

  /** Returns {@code "; did you mean a, b or c?"}, or the empty text if nothing is close. */
  public static String hint(String given, Collection<String> valid) {
    List<String> names = names(given, valid);
    if (names.isEmpty()) {
      return "";
    }
    String last = names.get(names.size() - 1);
    String others = String.join(", ", names.subList(0, names.size() - 1));
    return "; did you mean " + (others.isEmpty() ? last : others + " or " + last) + "?";
  }

  /** Returns the Levenshtein distance, except that extending the wanted name costs at most 1. */
  private static int distance(String wanted, String name) {
    if (name.startsWith(wanted) && !wanted.isEmpty()) {
      return name.equals(wanted) ? 0 : 1;
    }
    int[] previous = new int[name.length() + 1];
    for (int j = 0; j <= name.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= wanted.length(); i++) {
      int[] row = new int[name.length() + 1];
      row[0] = i;
      for (int j = 1; j <= name.length(); j++) {
        int substitution = previous[j - 1] + (wanted.charAt(i - 1) == name.charAt(j - 1) ? 0 : 1);
        row[j] = Math.min(substitution, Math.min(previous[j], row[j - 1]) + 1);
      }
      previous = row;
    }
    return previous[name.length()];
  }
}
