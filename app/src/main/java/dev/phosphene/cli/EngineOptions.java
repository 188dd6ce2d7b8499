package dev.phosphene.cli;

import com.google.gson.JsonObject;
import dev.phosphene.analysis.Probe;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.gallery.Gallery;
import dev.phosphene.render.Render;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The engine, precision and threads. */
final class EngineOptions {
  @Option(
      names = "--engine",
      paramLabel = "NAME",
      description = "Engine: auto, onednn or reference (default: auto).")
  @Nullable String engine;

  @Option(
      names = "--precision",
      paramLabel = "NAME",
      description = "auto, f32 or bf16 (default: auto where pictures are rendered, else f32).")
  Render.@Nullable Precision precision;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "Number of threads (default: one per core).")
  @Nullable Integer threads;

  private @Nullable Engine known;

  /**
   * Returns the chosen engine; warns once on {@code err}, unless null, if only a slow engine runs
   * here.
   *
   * @throws InputException if the requested engine is not available
   */
  private Engine chosen(@Nullable PrintWriter err) {
    Engine chosen = known;
    if (chosen == null) {
      if (engine == null || engine.equals("auto")) {
        Engines.Choice choice = Engines.choose();
        if (err != null) {
          choice.shortfall().ifPresent(reason -> err.println("phosphene: " + reason));
        }
        chosen = choice.engine();
      } else {
        chosen = Engines.named(engine);
      }
      known = chosen;
    }
    return chosen;
  }

  /** Adds {@code engine} and {@code engine_version} to JSON output. */
  void tell(JsonObject json) {
    json.addProperty("engine", chosen(null).name());
    json.addProperty("engine_version", chosen(null).version());
  }

  /** Returns what to probe images with: float32 unless an option says otherwise. */
  Probe.Use use(PrintWriter err) {
    Engine chosen = chosen(err);
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

  /** Applies the options that were given. */
  void apply(Gallery gallery, @Nullable PrintWriter err) {
    gallery.engine(chosen(err));
    if (precision != null) {
      gallery.precision(precision);
    }
    if (threads != null) {
      gallery.threads(threads);
    }
  }

  /**
   * Applies the options that were given.
   *
   * @param again whether the run is a repetition, whose engine is set already
   */
  void apply(Render render, boolean again, @Nullable PrintWriter err) {
    if (engine != null || !again) {
      render.engine(chosen(err).name());
    }
    if (precision != null) {
      render.precision(precision);
    }
    if (threads != null) {
      render.threads(threads);
    }
  }
}
