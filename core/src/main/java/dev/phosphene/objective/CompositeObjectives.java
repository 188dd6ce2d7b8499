package dev.phosphene.objective;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Combines the properties of the parts of a composite objective. */
final class CompositeObjectives {
  private CompositeObjectives() {}

  static List<Objective.Reads> reads(List<Objective> parts) {
    return parts.stream().flatMap(part -> part.reads().stream()).toList();
  }

  static List<Path> photos(List<Objective> parts) {
    return parts.stream().flatMap(part -> part.photos().stream()).distinct().toList();
  }

  static Map<Path, String> files(List<Objective> parts) {
    Map<Path, String> files = new LinkedHashMap<>();
    parts.forEach(part -> files.putAll(part.files()));
    return files;
  }

  static boolean have(List<Objective> parts, Class<? extends Objective> kind) {
    return parts.stream().anyMatch(part -> part.has(kind));
  }

  /** Returns the largest number of images that a part needs. */
  static int pictures(List<Objective> parts) {
    return parts.stream().mapToInt(Objective::pictures).max().orElse(1);
  }
}
