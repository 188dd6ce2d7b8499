package dev.phosphene.engine.reference;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Guarded;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** Plain loops on one thread, accumulated in float64: the reference for every other engine. */
public final class ReferenceEngine implements Engine {

  @Override
  public String name() {
    return "reference";
  }

  @Override
  public String version() {
    return "plain loops, float64";
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public int rank() {
    return 0;
  }

  @Override
  public boolean supports(Precision precision) {
    return precision == Precision.F32;
  }

  /** {@inheritDoc} It runs on one thread whatever the options say. */
  @Override
  public Network compile(Graph graph, List<String> taps, Shape input, Options options) {
    if (!supports(options.precision())) {
      throw new InputException(
          "engine \"" + name() + "\" does not compute in " + options.precision());
    }
    return Guarded.of(ReferenceNetwork.of(graph, taps, input));
  }
}
