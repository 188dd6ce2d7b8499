package dev.phosphene.render;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Another engine, whose networks are counted. */
public final class CountingEngine implements Engine {
  private final Engine engine;
  private int compiled;
  private int open;
  private int pixelsOpen;
  private int mostPixelsOpen;
  private @Nullable Parallel lent;

  public CountingEngine(Engine engine) {
    this.engine = engine;
  }

  /** Its networks lend these threads. */
  void lend(Parallel threads) {
    lent = threads;
  }

  /** How many networks were compiled so far. */
  public int compiled() {
    return compiled;
  }

  /** How many of them are open. */
  public int open() {
    return open;
  }

  /** The most pixels that open networks saw together. */
  public int mostPixelsOpen() {
    return mostPixelsOpen;
  }

  @Override
  public Network compile(Graph graph, List<String> taps, Shape input, Options options) {
    Network network = engine.compile(graph, taps, input, options);
    int pixels = input.h() * input.w();
    compiled++;
    open++;
    pixelsOpen += pixels;
    mostPixelsOpen = Math.max(mostPixelsOpen, pixelsOpen);
    return new Counted(network, pixels);
  }

  @Override
  public String name() {
    return "counting " + engine.name();
  }

  @Override
  public String version() {
    return engine.version();
  }

  @Override
  public Optional<String> unavailable() {
    return engine.unavailable();
  }

  @Override
  public int rank() {
    return engine.rank();
  }

  @Override
  public boolean supports(Precision precision) {
    return engine.supports(precision);
  }

  private final class Counted implements Network {
    private final Network network;
    private final int pixels;

    Counted(Network network, int pixels) {
      this.network = network;
      this.pixels = pixels;
    }

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
      network.forward(input);
    }

    @Override
    public Tensor activation(String tap) {
      return network.activation(tap);
    }

    @Override
    public Tensor backward(Map<String, Tensor> cotangents) {
      return network.backward(cotangents);
    }

    @Override
    public Tensor redirected(Map<String, Tensor> cotangents) {
      return network.redirected(cotangents);
    }

    @Override
    public Parallel parallel() {
      return lent == null ? network.parallel() : lent;
    }

    @Override
    public void close() {
      open--;
      pixelsOpen -= pixels;
      network.close();
    }
  }
}
