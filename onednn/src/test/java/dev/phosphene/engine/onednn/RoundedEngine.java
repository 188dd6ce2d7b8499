package dev.phosphene.engine.onednn;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.onednn.program.DataType;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Optional;

/**
 * What bfloat16 does to numbers, on any processor: the CPU engine in float32, but weights,
 * activations and gradients are rounded to bfloat16 after every primitive.
 */
public final class RoundedEngine implements Engine {
  @Override
  public String name() {
    return "rounded";
  }

  @Override
  public String version() {
    return Library.version() + ", rounded to bfloat16";
  }

  @Override
  public Optional<String> unavailable() {
    return Library.failure();
  }

  @Override
  public int rank() {
    return -1;
  }

  @Override
  public boolean supports(Precision precision) {
    return precision == Precision.BF16;
  }

  @Override
  public Network compile(Graph graph, List<String> taps, Shape input, Options options) {
    return OneDnnNetwork.of(graph, taps, input, DataType.ROUNDED, options.threads(), Choice.DIRECT);
  }
}
