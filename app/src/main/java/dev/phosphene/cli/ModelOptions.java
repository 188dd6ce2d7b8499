package dev.phosphene.cli;

import dev.phosphene.analysis.ImageFinder;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import java.io.PrintWriter;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The network. */
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
      description = "Read the named model's weights from this file (default: from the cache).")
  @Nullable Path weights;

  /**
   * Returns the image after the model; if the first operand is an image, the model is the built-in.
   *
   * @throws InputException if there is none
   */
  String picture(@Nullable String second) {
    if (second != null) {
      return second;
    }
    String first = model;
    if (first != null && ImageFinder.isPicture(first.replaceFirst("@[^@]*$", ""))) {
      model = null;
      return first;
    }
    throw new InputException(
        "name a picture, too, such as %s photo.jpg"
            .formatted(first == null ? ModelChoice.BUILT_IN : first));
  }

  /** Loads the model and reports its progress. */
  Model load(PrintWriter err, boolean quiet) {
    return ModelChoice.load(model, weights, err, quiet);
  }
}
