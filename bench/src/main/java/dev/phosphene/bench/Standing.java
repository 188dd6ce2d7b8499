package dev.phosphene.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Compares a recipe with the first, unit by unit and in total. */
final class Standing {
  private static final double EVEN = 1;
  private static final double NEAR = .97;

  private final Trial trial;
  private final List<Score.Value> ratios = new ArrayList<>();
  private final List<ImageContrast> contrasts = new ArrayList<>();
  private double seconds;

  Standing(Trial trial) {
    this.trial = trial;
  }

  /**
   * Adds a unit.
   *
   * @param ratio ratio to the first recipe's value
   * @param contrast contrast of the first seed's image
   * @param took seconds per image
   */
  void add(Score.Value ratio, ImageContrast contrast, double took) {
    ratios.add(ratio);
    contrasts.add(contrast);
    seconds += took;
  }

  /** Returns the column headings of {@link #line}. */
  static String head() {
    String columns = "median   min  >=1 >=.97";
    return String.format(
            Locale.ROOT,
            "%5s %7s %5s   %-23s   %s%n",
            "",
            "",
            "",
            "over the views",
            "without views")
        + String.format(
            Locale.ROOT,
            "%5s %7s %5s   %s   %s   %s",
            "steps",
            "seconds",
            "units",
            columns,
            columns,
            ImageContrast.head());
  }

  /** Returns the line for all units: steps and seconds per image, then the ratios. */
  String line() {
    if (ratios.isEmpty()) {
      return "no unit is alive: " + trial.text();
    }
    return String.format(
        Locale.ROOT,
        "%5d %7.1f %5d   %s   %s   %s  %s",
        trial.recipe().steps(),
        seconds / ratios.size(),
        ratios.size(),
        summary(Score.Value::seen),
        summary(Score.Value::plain),
        ImageContrast.mean(contrasts),
        trial.text());
  }

  private String summary(ToDoubleFunction<Score.Value> which) {
    List<Double> sorted = ratios.stream().mapToDouble(which).sorted().boxed().toList();
    return String.format(
        Locale.ROOT,
        "%6.3f %5.3f %4d %5d",
        Table.median(sorted),
        sorted.get(0),
        sorted.stream().filter(ratio -> ratio >= EVEN).count(),
        sorted.stream().filter(ratio -> ratio >= NEAR).count());
  }
}
