package dev.phosphene.engine.onednn;

import dev.phosphene.engine.Checks;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.threads.ChainThreads;
import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.engine.onednn.threads.ThreadCount;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Distributes the images of a batch among the threads, each with a network of its own. Layers of
 * small networks are too short to be split: after each, all threads would wait for the slowest.
 */
final class BatchParallelNetwork implements Network {
  /** Minimum utilization of the threads. */
  private static final double USED = .9;

  private final Shape input;
  private final List<Network> parts;
  private final OpenMpParallel workers;
  private final ChainThreads.Job forward;
  private final ChainThreads.Job backward;
  private final ChainThreads.Job redirected;
  private final List<Tensor> pictures = new ArrayList<>();
  private final List<Map<String, Tensor>> cotangents = new ArrayList<>();
  private final Map<String, Tensor> activations = new LinkedHashMap<>();
  private final Tensor gradient;

  private BatchParallelNetwork(
      Shape input, Collection<String> taps, List<Network> parts, OpenMpParallel workers) {
    this.input = input;
    this.parts = parts;
    this.workers = workers;
    for (Network part : parts) {
      pictures.add(Tensor.zeros(part.inputShape()));
      cotangents.add(new HashMap<>());
    }
    taps.forEach(
        tap -> activations.put(tap, Tensor.zeros(with(input.n(), parts.get(0).shape(tap)))));
    gradient = Tensor.zeros(input);
    forward = new ChainThreads.Job(parts.size(), (part, member) -> forward(part));
    backward = new ChainThreads.Job(parts.size(), (part, member) -> backward(part, false));
    redirected = new ChainThreads.Job(parts.size(), (part, member) -> backward(part, true));
  }

  /** Returns how many threads share a batch, or 1 if they should share each layer instead. */
  static int threads(Graph graph, Collection<String> taps, Shape input, int requested) {
    if (input.n() == 1 || requested == 1 || !ThreadCount.canBeSet()) {
      return 1;
    }
    int threads = requested == 0 ? ThreadCount.all() : requested;
    int most = (input.n() + threads - 1) / threads;
    boolean even = input.n() >= USED * most * threads;
    return even && LayerSizes.areShort(graph, taps, with(1, input))
        ? Math.min(threads, input.n())
        : 1;
  }

  /**
   * Compiles a network for each thread.
   *
   * @param threads at most the number of images
   * @param compile compiles the network for some of the images, on one thread
   */
  static Network of(
      Collection<String> taps, Shape input, int threads, Function<Shape, Network> compile) {
    List<Network> parts = new ArrayList<>();
    try {
      for (int i = 0; i < threads; i++) {
        int first = input.n() * i / threads;
        int end = input.n() * (i + 1) / threads;
        parts.add(compile.apply(with(end - first, input)));
      }
      return new BatchParallelNetwork(input, taps, parts, new OpenMpParallel(threads));
    } catch (RuntimeException | Error e) {
      parts.forEach(Network::close);
      throw e;
    }
  }

  private static Shape with(int n, Shape shape) {
    int[] extents = shape.toArray();
    extents[0] = n;
    return Shape.of(extents);
  }

  @Override
  public Shape inputShape() {
    return input;
  }

  @Override
  public Shape shape(String tap) {
    return activation(tap).shape();
  }

  @Override
  public Tensor activation(String tap) {
    return Checks.tap(activations, tap);
  }

  @Override
  public void forward(Tensor input) {
    Checks.shape("input", input.shape(), this.input);
    for (int i = 0; i < parts.size(); i++) {
      read(input, i, pictures.get(i));
    }
    workers.crew().run(forward);
  }

  private void forward(int part) {
    Network network = parts.get(part);
    network.forward(pictures.get(part));
    activations.forEach((tap, all) -> write(network.activation(tap), part, all));
  }

  @Override
  public Tensor backward(Map<String, Tensor> cotangents) {
    return run(backward, cotangents);
  }

  @Override
  public Tensor redirected(Map<String, Tensor> cotangents) {
    return run(redirected, cotangents);
  }

  private Tensor run(ChainThreads.Job job, Map<String, Tensor> all) {
    all.forEach((tap, values) -> Checks.shape(tap, values.shape(), shape(tap)));
    for (int i = 0; i < parts.size(); i++) {
      Network part = parts.get(i);
      Map<String, Tensor> own = cotangents.get(i);
      own.keySet().retainAll(all.keySet());
      for (Map.Entry<String, Tensor> each : all.entrySet()) {
        String tap = each.getKey();
        read(each.getValue(), i, own.computeIfAbsent(tap, t -> Tensor.zeros(part.shape(t))));
      }
    }
    workers.crew().run(job);
    return gradient;
  }

  @Override
  public Parallel parallel() {
    return workers.parallel();
  }

  private void backward(int part, boolean redirects) {
    Network network = parts.get(part);
    Map<String, Tensor> own = cotangents.get(part);
    write(redirects ? network.redirected(own) : network.backward(own), part, gradient);
  }

  private void read(Tensor all, int part, Tensor own) {
    System.arraycopy(all.data(), start(all, part), own.data(), 0, own.data().length);
  }

  private void write(Tensor own, int part, Tensor all) {
    System.arraycopy(own.data(), 0, all.data(), start(all, part), own.data().length);
  }

  /** Returns the first image of a part. */
  private int start(Tensor all, int part) {
    return input.n() * part / parts.size() * (all.data().length / input.n());
  }

  @Override
  public void close() {
    workers.close();
    parts.forEach(Network::close);
  }
}
