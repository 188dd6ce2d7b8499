package dev.phosphene.bench;

import dev.phosphene.error.InputException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Recorded ratios, one per line: {@code ISA | what | ratio | tolerance}. A ratio is our time over
 * another's, so larger is worse; the tolerance is relative, 0.15 for 15 %. Lines that begin with #
 * are comments.
 */
record Ratios(List<Line> lines) {

  /** One recorded ratio. */
  record Line(String isa, String what, double ratio, double tolerance) {
    /** Returns whether a measured ratio is worse than this one, beyond the tolerance. */
    boolean worse(double measured) {
      return measured > ratio * (1 + tolerance);
    }

    private String text() {
      return String.format(Locale.ROOT, "%s | %s | %.3f | %.2f", isa, what, ratio, tolerance);
    }
  }

  private static final String HEAD =
      """
      # Ratios that ./bench/run check compares with: ISA | what | ratio | tolerance.
      # ./bench/run check --record writes those of this machine's ISA.
      """;

  Ratios {
    lines = List.copyOf(lines);
  }

  /**
   * Reads the ratios in a file; none if there is no file.
   *
   * @throws InputException if a line is malformed
   */
  static Ratios read(Path file) throws IOException {
    return Files.exists(file) ? parse(Files.readAllLines(file)) : new Ratios(List.of());
  }

  static Ratios parse(List<String> text) {
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < text.size(); i++) {
      String line = text.get(i).strip();
      if (!line.isEmpty() && !line.startsWith("#")) {
        lines.add(line(line, i + 1));
      }
    }
    return new Ratios(lines);
  }

  private static Line line(String text, int number) {
    String[] parts = text.split("\\|", -1);
    try {
      if (parts.length == 4) {
        double ratio = Double.parseDouble(parts[2].strip());
        double tolerance = Double.parseDouble(parts[3].strip());
        if (ratio > 0 && tolerance >= 0) {
          return new Line(parts[0].strip(), parts[1].strip(), ratio, tolerance);
        }
      }
    } catch (NumberFormatException e) {
      // reported below, like the rest
    }
    throw new InputException(
        "line " + number + " is not \"ISA | what | ratio | tolerance\": " + text);
  }

  /** Returns those of one ISA, by what they compare. */
  Map<String, Line> of(String isa) {
    Map<String, Line> own = new LinkedHashMap<>();
    lines.stream().filter(line -> line.isa().equals(isa)).forEach(l -> own.put(l.what(), l));
    return own;
  }

  /** Returns these with all of that ISA replaced. */
  Ratios with(String isa, List<Line> others) {
    List<Line> all = new ArrayList<>(lines.stream().filter(l -> !l.isa().equals(isa)).toList());
    all.addAll(others);
    return new Ratios(all);
  }

  /** Returns the whole file as text. */
  String text() {
    StringBuilder text = new StringBuilder(HEAD);
    lines.forEach(line -> text.append(line.text()).append('\n'));
    return text.toString();
  }
}
