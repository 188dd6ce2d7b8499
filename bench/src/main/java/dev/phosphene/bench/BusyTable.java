package dev.phosphene.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Milliseconds per step of each contender, by number of busy loops. */
final class BusyTable {
  private static final double MILLI = 1e3;

  private final Map<String, Map<Integer, List<Double>>> turns = new TreeMap<>();

  /** Adds a turn: mean seconds per step beside {@code load} busy loops. */
  void add(Child child, int load, double seconds) {
    turns
        .computeIfAbsent(child.contender().label(), label -> new TreeMap<>())
        .computeIfAbsent(load, number -> new ArrayList<>())
        .add(seconds);
  }

  /** Returns the medians of the turns, the minimum in brackets, and the ratio to the first load. */
  String text(List<Child> order) {
    StringBuilder text = new StringBuilder();
    for (Child child : order) {
      Map<Integer, List<Double>> loads = turns.getOrDefault(child.contender().label(), Map.of());
      text.append(String.format(Locale.ROOT, "%-26s", child.contender().label()));
      double quiet = Double.NaN;
      for (Map.Entry<Integer, List<Double>> load : loads.entrySet()) {
        double median = Table.median(load.getValue());
        quiet = Double.isNaN(quiet) ? median : quiet;
        text.append(
            String.format(
                Locale.ROOT,
                "  %d: %7.2f (%7.2f) ×%-5.2f",
                load.getKey(),
                median * MILLI,
                Collections.min(load.getValue()) * MILLI,
                median / quiet));
      }
      text.append(System.lineSeparator());
    }
    return text.toString();
  }
}
