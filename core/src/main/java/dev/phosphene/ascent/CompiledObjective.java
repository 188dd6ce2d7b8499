package dev.phosphene.ascent;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.Observation;
import dev.phosphene.tensor.Finite;
import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.transform.Transform;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Objectives compiled with the part of the network that they read, to compute values and gradients;
 * each objective has an equal share of the batch.
 *
 * <p>A compiled objective serves one thread at a time, as its {@link Network} does; use one per
 * thread, of the same graph and objectives. Any thread may close it; closing waits for a run to
 * end.
 */
public final class CompiledObjective implements AutoCloseable {
  private final Shape shape;
  private final List<Objective> objectives;
  private final @Nullable Network network;
  private final Map<String, Observation.Layer> taps;
  private final PhotoReferences references;
  private final String file; // " of FILE", or empty
  private final List<Observation> observations = new ArrayList<>();
  private final Map<String, Tensor> cotangents = new LinkedHashMap<>();

  /** The layer that is the network's input, or null if no objective reads it. */
  private final Observation.@Nullable Layer input;

  private CompiledObjective(
      Shape shape,
      List<Objective> objectives,
      @Nullable Network network,
      Map<String, Observation.Layer> taps,
      PhotoReferences references,
      String file) {
    this.shape = shape;
    this.file = file;
    this.objectives = List.copyOf(objectives);
    this.network = network;
    this.taps = taps;
    this.references = references;
    Map<String, Observation.Layer> layers = new LinkedHashMap<>(taps);
    taps.forEach((layer, tap) -> cotangents.put(layer, tap.cotangent()));
    boolean looksAtInput =
        objectives.stream()
            .flatMap(objective -> objective.reads().stream())
            .anyMatch(reads -> reads.layer().equals(Objective.INPUT));
    input =
        looksAtInput || network == null
            ? new Observation.Layer(Tensor.zeros(shape), Tensor.zeros(shape), List.of())
            : null;
    if (input != null) {
      layers.put(Objective.INPUT, input);
    }
    int each = shape.n() / objectives.size();
    for (int i = 0; i < objectives.size(); i++) {
      observations.add(new Observation(i * each, each, layers, references.photos()));
    }
  }

  /** Compiles objectives that need no photographs. */
  public static CompiledObjective on(
      Graph graph, List<Objective> objectives, Shape input, Engine engine, Engine.Options options) {
    return on(graph, objectives, Map.of(), input, input, engine, options);
  }

  /**
   * Compiles the part of {@code graph} that the objectives need.
   *
   * @param graph takes RGB in [0, 1], that is, includes its preprocessing
   * @param photos each {@code [1, 3, h, w]}, the photographs that the objectives name
   * @param picture {@code [n, 3, h, w]}, shape of the optimized images
   * @param input {@code [k · objectives, 3, h, w]}, shape of the transformed images
   * @throws InputException if a layer or channel does not exist; the message suggests existing ones
   */
  public static CompiledObjective on(
      Graph graph,
      List<Objective> objectives,
      Map<Path, Tensor> photos,
      Shape picture,
      Shape input,
      Engine engine,
      Engine.Options options) {
    check(graph, objectives, input);
    ReducedNetwork needed = ReducedNetwork.of(graph, objectives);
    return on(needed, objectives, photos, picture, input, engine, options);
  }

  /**
   * Compiles a checked and reduced network; compiled objectives of one {@code needed} share its
   * weights.
   */
  public static CompiledObjective on(
      ReducedNetwork needed,
      List<Objective> objectives,
      Map<Path, Tensor> photos,
      Shape picture,
      Shape input,
      Engine engine,
      Engine.Options options) {
    PhotoReferences references = new PhotoReferences();
    ReducedNetwork.Compiled compiled = null;
    try {
      for (Map.Entry<Path, Tensor> photo : photos.entrySet()) {
        references.add(photo.getKey(), photo.getValue(), picture, input, needed, engine, options);
      }
      compiled = needed.places(input, engine, options);
      Network network = compiled == null ? null : compiled.network();
      Map<String, Observation.Layer> taps = compiled == null ? Map.of() : compiled.taps();
      String file = needed.graph().weightsFile().map(" of "::concat).orElse("");
      return new CompiledObjective(input, objectives, network, taps, references, file);
    } catch (RuntimeException | Error e) {
      references.close();
      if (compiled != null) {
        compiled.network().close();
      }
      throw e;
    }
  }

  /**
   * Refuses objectives that the graph does not support, without computing anything.
   *
   * @param input {@code [n, 3, h, w]}
   * @throws InputException if a layer, channel or position does not exist, or if the objectives'
   *     shares of the batch would not be equal
   */
  public static void check(Graph graph, List<Objective> objectives, Shape input) {
    if (objectives.isEmpty() || input.n() % objectives.size() != 0) {
      throw new InputException(
          input.n()
              + " images cannot be divided equally among "
              + objectives.size()
              + " objectives");
    }
    ReducedNetwork.check(graph, objectives, input);
  }

  /** Returns the shape of the network's input, {@code [k · objectives, 3, h, w]}. */
  public Shape inputShape() {
    return shape;
  }

  /** Returns the network's threads, for work between its runs; valid until {@link #close}. */
  Parallel parallel() {
    return network == null ? Parallel.SERIAL : network.parallel();
  }

  /**
   * Evaluates the photographs that the objectives compare with, under the transform {@code view}.
   */
  public void see(Transform.View view) {
    references.see(view);
  }

  /** Runs forward; writes each objective's value to {@code values}. */
  public void forward(Tensor seen, double[] values) {
    if (network != null) {
      network.forward(seen);
    }
    if (input != null) {
      System.arraycopy(seen.data(), 0, input.activation().data(), 0, seen.data().length);
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = objectives.get(i).apply(observations.get(i));
    }
  }

  /**
   * A layer that is read and whose last values were not all finite, if there is one, with the
   * network's file if that is known.
   */
  Optional<String> notFinite() {
    return taps.entrySet().stream()
        .filter(tap -> Finite.firstNot(tap.getValue().activation().data()) >= 0)
        .map(tap -> "layer \"" + tap.getKey() + "\"" + file)
        .findFirst();
  }

  /**
   * Returns the gradient of the sum of all objectives with respect to the last input; each
   * example's part is the gradient of its own objective. Overwritten by the next call.
   *
   * @param redirect whether ReLUs that block an example's whole gradient redirect it, as {@link
   *     Network#redirected} does
   */
  public Tensor backward(boolean redirect) {
    cotangents.values().forEach(cotangent -> cotangent.fill(0));
    if (input != null) {
      input.cotangent().fill(0);
    }
    for (int i = 0; i < objectives.size(); i++) {
      objectives.get(i).vjp(observations.get(i), 1);
    }
    if (network == null) {
      return java.util.Objects.requireNonNull(input).cotangent();
    }
    Tensor gradient = redirect ? network.redirected(cotangents) : network.backward(cotangents);
    if (input != null) {
      float[] own = input.cotangent().data();
      for (int i = 0; i < own.length; i++) {
        gradient.data()[i] += own[i];
      }
    }
    return gradient;
  }

  @Override
  public void close() {
    references.close();
    if (network != null) {
      network.close();
    }
  }
}
