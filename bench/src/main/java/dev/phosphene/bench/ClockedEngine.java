package dev.phosphene.bench;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The fastest engine with a clock that runs while its networks do. */
public final class ClockedEngine implements Engine {
  /** The engine's name. */
  static final String NAME = "clocked";

  private static final AtomicLong NANOS = new AtomicLong();
  private static volatile boolean wanted;

  /** Creates the engine; called by {@link java.util.ServiceLoader}. */
  public ClockedEngine() {}

  /** Makes it available. */
  static void want() {
    wanted = true;
  }

  /** Returns the seconds that networks ran since the last call. */
  static double seconds() {
    return 1e-9 * NANOS.getAndSet(0);
  }

  private static <T> T clocked(Supplier<T> work) {
    long began = System.nanoTime();
    try {
      return work.get();
    } finally {
      NANOS.addAndGet(System.nanoTime() - began);
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String version() {
    return Engines.best().version();
  }

  @Override
  public Optional<String> unavailable() {
    return wanted ? Optional.empty() : Optional.of("only when a recipe's cost is measured");
  }

  @Override
  public int rank() {
    return -2; // never chosen by priority
  }

  @Override
  public Network compile(Graph graph, List<String> taps, Shape input, Options options) {
    return new Clocked(Engines.best().compile(graph, taps, input, options));
  }

  @Override
  public boolean supports(Precision precision) {
    return Engines.best().supports(precision);
  }

  private record Clocked(Network network) implements Network {
    @Override
    public Shape inputShape() {
      return network.inputShape();
    }

    @Override
    public Shape shape(String tap) {
      return network.shape(tap);
    }

    @Override
    public void forward(Tensor input) {
      clocked(
          () -> {
            network.forward(input);
            return input;
          });
    }

    @Override
    public Tensor activation(String tap) {
      return network.activation(tap);
    }

    @Override
    public Tensor backward(Map<String, Tensor> cotangents) {
      return clocked(() -> network.backward(cotangents));
    }

    @Override
    public Tensor redirected(Map<String, Tensor> cotangents) {
      return clocked(() -> network.redirected(cotangents));
    }

    @Override
    public Parallel parallel() {
      return network.parallel();
    }

    @Override
    public void close() {
      network.close();
    }
  }
}
