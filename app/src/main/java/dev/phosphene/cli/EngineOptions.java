package dev.phosphene.cli;

import dev.phosphene.render.Render;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What computes, and how. */
final class EngineOptions {
  /** The choices for {@code --precision}. */
  enum Precision {
    AUTO,
    F32,
    BF16
  }

  @Option(names = "--engine", paramLabel = "NAME", description = "auto, onednn or reference.")
  @Nullable String engine;

  @Option(names = "--precision", description = "${COMPLETION-CANDIDATES} (default: auto).")
  @Nullable Precision precision;

  @Option(names = "--threads", paramLabel = "N", description = "Default: one on each core.")
  @Nullable Integer threads;

  /** Sets what was given. */
  void apply(Render render) {
    if (engine != null) {
      render.engine(engine);
    }
    if (precision != null) {
      render.precision(precision.name().toLowerCase(Locale.ROOT));
    }
    if (threads != null) {
      render.threads(threads);
    }
  }
}
