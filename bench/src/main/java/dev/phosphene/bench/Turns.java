package dev.phosphene.bench;

import dev.phosphene.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Runs whole commands, ours and another's, alternately: one turn of each to warm up, then those
 * that count.
 */
final class Turns {
  private final List<CommandRun> ours = new ArrayList<>();
  private final List<CommandRun> theirs = new ArrayList<>();

  private Turns() {}

  /** Returns the project's folder. */
  private static Path root() {
    return Path.of(System.getProperty("phosphene.root", "")).toAbsolutePath();
  }

  /** Returns the folder for a measurement's output. */
  static Path target() {
    return root().resolve("bench").resolve("target");
  }

  /**
   * Returns the program as a user starts it.
   *
   * @throws InputException if it is missing
   */
  static String launcher() {
    Path launcher = root().resolve("phosphene");
    if (!Files.isExecutable(launcher)) {
      throw new InputException("no command " + launcher);
    }
    return launcher.toString();
  }

  /** Runs both, {@code runs} times after the warm-up. */
  static Turns take(List<String> ours, List<String> theirs, int runs) throws IOException {
    Turns turns = new Turns();
    for (int run = 0; run <= runs; run++) {
      CommandRun a = CommandRun.run(ours, target().resolve("ours.log"));
      CommandRun b = CommandRun.run(theirs, target().resolve("theirs.log"));
      if (run > 0) {
        turns.ours.add(a);
        turns.theirs.add(b);
      }
    }
    return turns;
  }

  /** Returns a table of both, with the ratios of theirs to ours. */
  String table(String others) {
    return String.format(
        Locale.ROOT,
        "%-12s %8s %8s %8s %9s%n%s%s%n%s / phosphene: time %.2f, memory %.2f%n",
        "",
        "median s",
        "min",
        "max",
        "peak MiB",
        line("phosphene", ours),
        line(others, theirs),
        others,
        seconds(theirs) / seconds(ours),
        (double) peak(theirs) / peak(ours));
  }

  private static String line(String name, List<CommandRun> runs) {
    List<Double> sorted = runs.stream().map(CommandRun::seconds).sorted().toList();
    return String.format(
        Locale.ROOT,
        "%-12s %8.2f %8.2f %8.2f %9d%n",
        name,
        seconds(runs),
        sorted.get(0),
        sorted.get(sorted.size() - 1),
        peak(runs));
  }

  private static double seconds(List<CommandRun> runs) {
    return Table.median(runs.stream().map(CommandRun::seconds).toList());
  }

  private static long peak(List<CommandRun> runs) {
    return runs.stream().mapToLong(CommandRun::peak).max().orElse(0);
  }
}
