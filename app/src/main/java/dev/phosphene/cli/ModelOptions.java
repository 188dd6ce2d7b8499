package dev.phosphene.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which network. */
final class ModelOptions {
  @Parameters(
      index = "0",
      arity = "0..1",
      paramLabel = "MODEL",
      description = "A model by name (see 'phosphene models') or its file (default: mini).")
  @Nullable String model;

  @Option(
      names = "--weights",
      paramLabel = "FILE",
      description = "Read the named model's weights from this file.")
  @Nullable Path weights;

  @Option(
      names = "--labels",
      paramLabel = "FILE",
      description = "The classes' names: a JSON list or object, or one name a line.")
  @Nullable Path labels;
}
