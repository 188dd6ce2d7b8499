package dev.phosphene.cli;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.look.Probe;
import dev.phosphene.render.Render;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What computes, and how. */
final class EngineOptions {
  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "auto, onednn or reference (default: auto).")
  @Nullable String engine;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = "auto, f32 or bf16 (default: auto where pictures are rendered, else f32).")
  Render.@Nullable Precision precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "How many threads (default: one on each core).")
  @Nullable Integer threads;

  /** What looks at pictures: in float32, unless something else is given. */
  Probe.Use use() {
    Engine chosen =
        engine == null || engine.equals("auto") ? Engines.best() : Engines.named(engine);
    boolean half =
        precision == Render.Precision.BF16
            || (precision == Render.Precision.AUTO && chosen.supports(Engine.Precision.BF16));
    int count = threads == null ? 0 : threads;
    if (count < 0 || count > 1024) {
      throw new InputException("--threads must be 0 to 1024: " + count);
    }
    return new Probe.Use(
        chosen, new Engine.Options(half ? Engine.Precision.BF16 : Engine.Precision.F32, count));
  }

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
