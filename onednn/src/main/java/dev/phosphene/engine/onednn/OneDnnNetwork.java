package dev.phosphene.engine.onednn;

import static org.bytedeco.dnnl.global.dnnl.*;

import dev.phosphene.engine.Checks;
import dev.phosphene.engine.Network;
import dev.phosphene.engine.onednn.conv.Choice;
import dev.phosphene.engine.onednn.program.DataType;
import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.engine.onednn.program.Program;
import dev.phosphene.engine.onednn.program.Scope;
import dev.phosphene.engine.onednn.threads.OpenMpParallel;
import dev.phosphene.engine.onednn.threads.ThreadCount;
import dev.phosphene.graph.Graph;
import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.FloatBuffer;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.global.dnnl;

/**
 * A graph as two flat programs. The backward pass is compiled on first use, once per set of taps,
 * so that reading activations costs nothing more.
 */
final class OneDnnNetwork implements Network {
  private final Scope scope = new Scope();
  private final dnnl_stream stream = new dnnl_stream();
  private final DataType numbers;
  private final int threads;
  private final OpenMpParallel workers;
  private final Shape input;
  private final Forward forward;
  private final ProgramRunner program;
  private final FloatBuffer entry;
  private final Map<String, Tap> taps = new LinkedHashMap<>();
  private final Map<Set<String>, Way> ways = new HashMap<>();
  private final Map<Set<String>, Way> redirectedWays = new HashMap<>();
  private final Tensor gradient;
  private final boolean layersAreShort;
  private boolean alone; // whether one thread computes everything
  private State state = State.FRESH;

  private enum State {
    FRESH,
    RUN,
    CLOSED
  }

  /** The array of a tap's activation, and its copy. */
  private record Tap(FloatBuffer from, Tensor to) {}

  /** The backward pass from some taps. */
  private record Way(
      ProgramRunner program, Map<String, FloatBuffer> cotangents, FloatBuffer result) {}

  private OneDnnNetwork(
      Graph graph,
      Set<String> tapNames,
      Shape input,
      DataType numbers,
      int threads,
      Choice choice) {
    this.numbers = numbers;
    this.threads = threads;
    this.input = input;
    try {
      workers = scope.own(new OpenMpParallel(threads), OpenMpParallel::close);
      ThreadCount.use(threads);
      Library.check(
          dnnl_stream_create(stream, Library.engine(), dnnl_stream_default_flags), "stream");
      scope.own(stream, dnnl::dnnl_stream_destroy);
      Emitter emitter = new Emitter(scope, stream, numbers, workers);
      forward = new Forward(emitter, choice, graph, tapNames, input);
      layersAreShort = LayerSizes.areShort(graph, tapNames, input);
      program = new ProgramRunner(emitter.finish(), stream);
      entry = forward.entryMem().floats(forward.entry().shape().size());
      forward
          .taps()
          .forEach(
              (name, mem) -> {
                Tensor to = Tensor.zeros(forward.shape(name));
                taps.put(name, new Tap(mem.floats(to.data().length), to));
              });
      gradient = Tensor.zeros(input);
    } catch (RuntimeException | Error e) {
      scope.close();
      throw e;
    }
  }

  static OneDnnNetwork of(
      Graph graph,
      Collection<String> taps,
      Shape input,
      DataType numbers,
      int threads,
      Choice choice) {
    return new OneDnnNetwork(graph, new LinkedHashSet<>(taps), input, numbers, threads, choice);
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
    return Checks.tap(taps, tap).to;
  }

  @Override
  public void forward(Tensor picture) {
    requireOpen();
    forward(picture, workers.adapt() && layersAreShort);
  }

  /**
   * Runs the forward pass.
   *
   * @param alone whether one thread computes all of it, and of the next backward pass
   */
  void forward(Tensor picture, boolean alone) {
    this.alone = alone;
    Checks.shape("input", picture.shape(), input);
    ThreadCount.use(threads);
    forward.entry().write(picture, entry);
    run(program);
    for (Tap tap : taps.values()) {
      tap.from.get(0, tap.to.data());
    }
    state = State.RUN;
  }

  @Override
  public Tensor backward(Map<String, Tensor> cotangents) {
    return backward(cotangents, false);
  }

  @Override
  public Tensor redirected(Map<String, Tensor> cotangents) {
    return backward(cotangents, true);
  }

  private Tensor backward(Map<String, Tensor> cotangents, boolean redirects) {
    requireOpen();
    if (state == State.FRESH) {
      throw new IllegalStateException("backward before forward");
    }
    cotangents.forEach((name, value) -> Checks.shape(name, value.shape(), shape(name)));
    if (cotangents.isEmpty()) {
      gradient.fill(0);
      return gradient;
    }
    ThreadCount.use(threads);
    Map<Set<String>, Way> known = redirects ? redirectedWays : ways;
    Way way = known.get(cotangents.keySet());
    if (way == null) {
      way = compile(cotangents.keySet(), redirects);
      known.put(Set.copyOf(cotangents.keySet()), way);
    }
    for (Map.Entry<String, Tensor> cotangent : cotangents.entrySet()) {
      Checks.tap(way.cotangents, cotangent.getKey()).put(0, cotangent.getValue().data());
    }
    run(way.program);
    forward.entry().read(way.result, gradient);
    return gradient;
  }

  @Override
  public Parallel parallel() {
    requireOpen();
    return workers.parallel();
  }

  private Way compile(Set<String> names, boolean redirects) {
    Emitter emitter = new Emitter(scope, stream, numbers, workers, redirects);
    Backward backward = new Backward(emitter, forward, names);
    Program back = emitter.finish();
    Map<String, FloatBuffer> buffers = new HashMap<>();
    backward
        .cotangents()
        .forEach((name, mem) -> buffers.put(name, mem.floats(forward.shape(name).size())));
    return new Way(
        new ProgramRunner(back, stream),
        buffers,
        backward.result().floats(forward.entry().shape().size()));
  }

  private void run(ProgramRunner runs) {
    if (alone) {
      runs.alone(workers);
    } else {
      runs.together();
    }
  }

  private void requireOpen() {
    if (state == State.CLOSED) {
      throw new IllegalStateException("the network is closed");
    }
  }

  @Override
  public void close() {
    state = State.CLOSED;
    scope.close();
  }
}
