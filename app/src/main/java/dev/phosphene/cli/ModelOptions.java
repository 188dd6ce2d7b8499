package dev.phosphene.cli;

import dev.phosphene.graph.Model;
import java.io.PrintWriter;
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

  /** Loads it, and says what it does meanwhile. */
  Model load(PrintWriter err, boolean quiet) {
    return ModelChoice.load(model, weights, err, quiet);
  }
}
