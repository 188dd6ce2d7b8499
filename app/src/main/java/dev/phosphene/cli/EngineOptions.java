package dev.phosphene.cli;

import dev.phosphene.render.Render;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What computes, and how. */
final class EngineOptions {
  @Option(names = "--engine", paramLabel = "NAME", description = "auto, onednn or reference.")
  @Nullable String engine;

  @Option(names = "--precision", description = "${COMPLETION-CANDIDATES} (default: auto).")
  Render.@Nullable Precision precision;

  @Option(names = "--threads", paramLabel = "N", description = "Default: one on each core.")
  @Nullable Integer threads;

  /** Sets what was given. */
  void apply(Render render) {
    if (engine != null) {
      render.engine(engine);
    }
    if (precision != null) {
      render.precision(precision);
    }
    if (threads != null) {
      render.threads(threads);
    }
  }
}
