package dev.phosphene.cli;

import dev.phosphene.analysis.Framing;
import dev.phosphene.analysis.Probe;
import dev.phosphene.graph.Model;
import dev.phosphene.recipe.Size;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Options of every command that feeds framed images to a network. */
final class FramingOptions {
  @Option(
      names = "--size",
      paramLabel = "N|WxH",
      converter = SizeConverter.class,
      description = "Input size of the network (default: from its file, else 224).")
  private @Nullable Size size;

  @Mixin EngineOptions engine = new EngineOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  /** Returns how images are fitted to the network's input size. */
  Framing framing(Model network) {
    return size == null ? Framing.usual(network) : new Framing(size.width(), size.height());
  }

  /** Returns what to probe with; warns on {@code err} if the engine is slow. */
  Probe.Use use(PrintWriter err) {
    return engine.use(err);
  }
}
