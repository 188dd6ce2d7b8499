package dev.phosphene.cli;

import dev.phosphene.analysis.Framing;
import dev.phosphene.analysis.Probe;
import dev.phosphene.graph.Model;
import dev.phosphene.recipe.Size;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command takes that shows framed images to a network. */
final class FramingOptions {
  @Option(
      names = "--size",
      paramLabel = "N|WxH",
      converter = SizeConverter.class,
      description = "What the network sees (default: what its file says, else 224).")
  private @Nullable Size size;

  @Mixin EngineOptions engine = new EngineOptions();

  @Option(names = "--json", description = "As one JSON object.")
  boolean json;

  /** How images come to the network's size. */
  Framing framing(Model network) {
    return size == null ? Framing.usual(network) : new Framing(size.width(), size.height());
  }

  /** What computes; says on {@code err} if that is slow. */
  Probe.Use use(PrintWriter err) {
    return engine.use(err);
  }
}
