package dev.phosphene.cli;

import dev.phosphene.graph.Model;
import dev.phosphene.load.Labels;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a classifier's classes are called. */
final class LabelOptions {
  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "The classes' names: a JSON list or object, or one name a line.")
  @Nullable Path file;

  /** The model with the names in the file, if one is given. */
  Model of(Model model) {
    return file == null ? model : model.with(Labels.read(file));
  }
}
