package dev.phosphene.engine.onednn;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Guarded;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.conv.Bfloat16CostModel;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.onednn.program.DataType;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The fast CPU engine, on Intel's oneDNN. */
public final class OneDnnEngine implements Engine {
  private final Choice choice;

  /** Creates the engine; called by {@link java.util.ServiceLoader}. */
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
    return precision == Precision.F32 || (unavailable().isEmpty() && Bfloat16.missing().isEmpty());
  }

  @Override
  public Precision faster(Graph graph, List<String> taps, Shape input) {
    boolean half =
        supports(Precision.BF16)
            && Bfloat16CostModel.of(Cut.at(graph, Set.copyOf(taps)), input).halfIsFaster();
    return half ? Precision.BF16 : Precision.F32;
  }

  @Override
  public Network compile(Graph graph, List<String> taps, Shape input, Options options) {
    unavailable()
        .ifPresent(
            reason -> {
              throw new InputException("engine \"" + name() + "\" cannot run here: " + reason);
            });
    boolean half = options.precision() == Precision.BF16;
    if (half) {
      Bfloat16.missing()
          .ifPresent(
              reason -> {
                throw new InputException(
                    "precision BF16 is not available here: " + reason + "; use AUTO or F32");
              });
    }
    if (options.threads() < 0) {
      throw new InputException("threads must be 0 (all) or more, not " + options.threads());
    }
    DataType numbers = half ? DataType.BFLOAT16 : DataType.FLOAT32;
    Choice way = options.even() ? Choice.DIRECT : choice;
    int parts = BatchParallelNetwork.threads(graph, taps, input, options.threads());
    Network network =
        parts > 1
            ? BatchParallelNetwork.of(
                taps, input, parts, part -> OneDnnNetwork.of(graph, taps, part, numbers, 1, way))
            : OneDnnNetwork.of(graph, taps, input, numbers, options.threads(), way);
    return Guarded.of(network);
  }
}
