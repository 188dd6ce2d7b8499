package dev.phosphene.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.dnnl_f32;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Optional;

/** The CPU at its limit, through Intel's oneDNN. */
public final class OneDnnEngine implements Engine {
  private final Choice choice;

  /** The engine as it is found by {@link java.util.ServiceLoader}. */
  public OneDnnEngine() {
    this(Choice.usual());
  }

  OneDnnEngine(Choice choice) {
    this.choice = choice;
  }

  @Override
  public String name() {
    return "onednn";
  }

  @Override
  public String version() {
    return Library.version();
  }

  @Override
  public Optional<String> unavailable() {
    return Library.failure();
  }

  @Override
  public int rank() {
    return 100;
  }

  @Override
  public boolean supports(Precision precision) {
    return precision == Precision.F32;
  }

  @Override
  public Network compile(Graph graph, List<String> taps, Shape input, Options options) {
    unavailable()
        .ifPresent(
            reason -> {
              throw new InputException("engine \"" + name() + "\" cannot run here: " + reason);
            });
    if (!supports(options.precision())) {
      throw new InputException(
          "engine \"" + name() + "\" does not compute in " + options.precision() + " here");
    }
    if (options.threads() < 0) {
      throw new InputException("threads must be 0 (all) or more, not " + options.threads());
    }
    return OneDnnNetwork.of(graph, taps, input, dnnl_f32, options.threads(), choice);
  }
}
