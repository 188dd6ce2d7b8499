package dev.phosphene.ascent;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Box;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Layers;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.Observation;
import dev.phosphene.objective.Place;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.rewrite.KeepChannels;
import dev.phosphene.rewrite.KeepPlaces;
import dev.phosphene.rewrite.Lean;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The part of a network that a set of objectives reads.
 *
 * @param graph cut after the deepest layer, with only the channels that are read
 * @param layers the layers that are read, except the input
 * @param channels the channels kept of a layer; a layer that is absent keeps all
 * @param places the positions that are read of each layer
 */
public record ReducedNetwork(
    Graph graph,
    Set<String> layers,
    Map<String, List<Integer>> channels,
    Map<String, Set<Place>> places) {
  private static final int PICTURE = 4; // axes

  /**
   * Reduces {@code graph} to what {@code objectives} read.
   *
   * @throws InputException if a layer does not exist
   */
  public static ReducedNetwork of(Graph graph, List<Objective> objectives) {
    Map<String, Set<Integer>> wanted = wanted(objectives);
    Set<String> layers = wanted.keySet();
    if (layers.isEmpty()) {
      return new ReducedNetwork(graph, Set.of(), Map.of(), Map.of());
    }
    Map<String, List<Integer>> some = new LinkedHashMap<>();
    wanted.forEach(
        (layer, channels) -> {
          if (!channels.isEmpty()) {
            some.put(layer, List.copyOf(channels));
          }
        });
    KeepChannels.Kept kept = KeepChannels.of(Cut.at(graph, layers), layers, some);
    Graph lean = Lean.of(kept.graph(), layers);
    return new ReducedNetwork(lean, layers, kept.channels(), places(objectives));
  }

  /**
   * The same with all channels of every layer that is read: it depends on the layers alone, not on
   * which of their units are asked for.
   *
   * @throws InputException if a layer does not exist
   */
  public static ReducedNetwork withAllChannels(Graph graph, List<Objective> objectives) {
    Set<String> layers = wanted(objectives).keySet();
    Graph cut = layers.isEmpty() ? graph : Lean.of(Cut.at(graph, layers), layers);
    return new ReducedNetwork(cut, layers, Map.of(), places(objectives));
  }

  /**
   * Refuses objectives that the graph cannot serve, without computing anything.
   *
   * @param input {@code [n, 3, h, w]}
   * @throws InputException if a layer, channel or position does not exist; the message suggests
   *     existing ones
   */
  static void check(Graph graph, List<Objective> objectives, Shape input) {
    Set<String> layers = wanted(objectives).keySet();
    Map<String, Shape> shapes = new HashMap<>();
    if (!layers.isEmpty()) {
      shapes.putAll(Cut.at(graph, layers).shapes(input));
      Set<String> ordered = new HashSet<>();
      objectives.stream()
          .flatMap(objective -> objective.reads().stream())
          .filter(Objective.Reads::ordered)
          .forEach(reads -> ordered.add(reads.layer()));
      Layers known = Layers.of(graph, input);
      for (String layer : layers) {
        known.requireChannels(layer);
        if (ordered.contains(layer)) {
          known.requirePlaces(layer, "a position or its neighbors mean nothing there");
        }
      }
    }
    shapes.put(Objective.INPUT, input);
    objectives.forEach(objective -> objective.check(shapes));
  }

  /** Returns whether inputs {@code [n, 3, h, w]} reach all layers that are read. */
  public static boolean reaches(Graph graph, List<Objective> objectives, Shape input) {
    Set<String> layers = wanted(objectives).keySet();
    return layers.isEmpty() || Cut.at(graph, layers).reach(input).ends().isEmpty();
  }

  /**
   * Compiles the graph for inputs {@code [n, 3, h, w]} at all positions of every layer; returns
   * null if only the input is read.
   */
  @Nullable Compiled whole(Shape input, Engine engine, Engine.Options options) {
    return compiled(graph, Map.of(), input, engine, options);
  }

  /**
   * Compiles as {@link #whole} does, with only the positions that are read and their receptive
   * fields.
   */
  @Nullable Compiled places(Shape input, Engine engine, Engine.Options options) {
    Map<String, Shape> shapes = layers.isEmpty() ? Map.of() : graph.shapes(input);
    Map<String, Box> wanted = new LinkedHashMap<>();
    boolean some = false;
    for (String layer : layers) {
      Shape shape = Objects.requireNonNull(shapes.get(layer));
      Box box = box(places.getOrDefault(layer, Set.of()), shape);
      wanted.put(layer, box);
      some |= !box.equals(Box.whole(shape));
    }
    if (!some) {
      return whole(input, engine, options);
    }
    KeepPlaces.Kept kept = KeepPlaces.of(graph, wanted, input);
    return compiled(kept.graph(), kept.boxes(), input, engine, options);
  }

  private static Box box(Set<Place> places, Shape shape) {
    if (shape.rank() != PICTURE || places.contains(Place.Fixed.EVERYWHERE)) {
      return Box.whole(shape);
    }
    return places.stream()
        .map(place -> place.on(shape.h(), shape.w()))
        .map(region -> new Box(region.y0(), region.x0(), region.y1() + 1, region.x1() + 1))
        .reduce(Box::hull)
        .orElseGet(() -> Box.whole(shape));
  }

  /**
   * A network and its layers that are read.
   *
   * @param taps the layers by name
   */
  record Compiled(Network network, Map<String, Observation.Layer> taps) {}

  private @Nullable Compiled compiled(
      Graph graph, Map<String, Box> boxes, Shape input, Engine engine, Engine.Options options) {
    if (layers.isEmpty()) {
      return null;
    }
    Map<String, Shape> shapes = this.graph.shapes(input);
    Network network = engine.compile(graph, List.copyOf(layers), input, options);
    try {
      return new Compiled(network, taps(network, shapes, boxes));
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  private Map<String, Observation.Layer> taps(
      Network network, Map<String, Shape> shapes, Map<String, Box> boxes) {
    Map<String, Observation.Layer> taps = new LinkedHashMap<>();
    for (String layer : layers) {
      List<Integer> kept = channels.getOrDefault(layer, List.of());
      Shape whole = Objects.requireNonNull(shapes.get(layer));
      Tensor activation = network.activation(layer);
      Tensor cotangent = Tensor.zeros(activation.shape());
      Box box = boxes.getOrDefault(layer, Box.whole(activation.shape()));
      taps.put(layer, new Observation.Layer(activation, cotangent, kept, whole, box));
    }
    return taps;
  }

  /** Returns the positions that are read of each layer. */
  private static Map<String, Set<Place>> places(List<Objective> objectives) {
    Map<String, Set<Place>> places = new LinkedHashMap<>();
    for (Objective objective : objectives) {
      for (Objective.Reads reads : objective.reads()) {
        places.computeIfAbsent(reads.layer(), layer -> new LinkedHashSet<>()).add(reads.place());
      }
    }
    return places;
  }

  /** Returns the channels that are read of each layer, ascending; none listed means all. */
  private static Map<String, Set<Integer>> wanted(List<Objective> objectives) {
    Map<String, Set<Integer>> wanted = new LinkedHashMap<>();
    Set<String> whole = new TreeSet<>();
    for (Objective objective : objectives) {
      for (Objective.Reads reads : objective.reads()) {
        wanted.computeIfAbsent(reads.layer(), layer -> new TreeSet<>()).addAll(reads.channels());
        if (reads.channels().isEmpty()) {
          whole.add(reads.layer());
        }
      }
    }
    whole.forEach(layer -> wanted.put(layer, Set.of()));
    wanted.remove(Objective.INPUT);
    return wanted;
  }
}
