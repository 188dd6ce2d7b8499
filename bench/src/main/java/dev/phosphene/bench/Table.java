package dev.phosphene.bench;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Formats the measurements. */
final class Table {
  private Table() {}

  /** Returns a line per contender, then the ratios of their medians. */
  static String of(List<Child> children) {
    StringBuilder text = new StringBuilder();
    text.append(
        line(
            "%-20s %8s %8s %8s %9s %13s  %s",
            "", "median s", "min", "max", "peak MiB", "objective", ""));
    for (Child child : children) {
      List<Double> sorted = child.seconds().stream().sorted().toList();
      text.append(
          line(
              "%-20s %8.4f %8.4f %8.4f %9d %13s  %s",
              child.contender().label(),
              median(child),
              sorted.get(0),
              sorted.get(sorted.size() - 1),
              child.peak(),
              Double.isNaN(child.objective())
                  ? ""
                  : String.format(Locale.ROOT, "%.7f", child.objective()),
              child.version()));
    }
    Optional<Child> ours = find(children, Contender.PHOSPHENE);
    text.append(System.lineSeparator());
    for (Child child : children) {
      Optional<Child> base =
          switch (child.contender()) {
            case PHOSPHENE -> find(children, Contender.FLOOR);
            case PHOSPHENE_BF16 -> find(children, Contender.FLOOR_BF16).or(() -> ours);
            default -> child.contender().floor() ? Optional.empty() : ours;
          };
      if (base.isPresent()) {
        text.append(
            line(
                "%-32s %6.3f",
                child.contender().label() + " / " + base.get().contender().label(),
                median(child) / median(base.get())));
      }
    }
    return text.toString();
  }

  static double median(List<Double> values) {
    List<Double> sorted = values.stream().sorted().toList();
    int middle = sorted.size() / 2;
    return sorted.size() % 2 == 1
        ? sorted.get(middle)
        : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
  }

  private static double median(Child child) {
    return median(child.seconds());
  }

  private static Optional<Child> find(List<Child> children, Contender contender) {
    return children.stream().filter(child -> child.contender() == contender).findFirst();
  }

  private static String line(String format, Object... values) {
    return String.format(Locale.ROOT, format, values).stripTrailing() + System.lineSeparator();
  }
}
