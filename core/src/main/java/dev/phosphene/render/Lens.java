package dev.phosphene.render;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.Observation;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.rewrite.FoldBatchNorm;
import dev.phosphene.rewrite.KeepChannels;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A network reduced to what some objectives look at, and the objectives themselves: one example of
 * the batch for each. Values and gradients, nothing else.
 */
public final class Lens implements AutoCloseable {
  private final Network network;
  private final List<Objective> objectives;
  private final List<Observation> observations = new ArrayList<>();
  private final Map<String, Tap> taps = new LinkedHashMap<>();
  private final Map<String, Tensor> cotangents = new LinkedHashMap<>();

  private Lens(
      Network network,
      List<Objective> objectives,
      Map<String, String> sources,
      Map<String, List<Integer>> keptChannels) {
    this.network = network;
    this.objectives = List.copyOf(objectives);
    Map<String, Observation.Layer> layers = new LinkedHashMap<>();
    sources.forEach(
        (layer, source) -> {
          List<Integer> kept = keptChannels.getOrDefault(layer, List.of());
          boolean rectified = !source.equals(layer);
          Tap tap = new Tap(source, rectified, network.activation(source), kept);
          taps.put(layer, tap);
          layers.put(layer, tap.layer());
        });
    for (int i = 0; i < objectives.size(); i++) {
      observations.add(new Observation(i, 1, layers));
    }
  }

  /**
   * Compiles the part of {@code graph} that the objectives need.
   *
   * @param graph from RGB in [0, 1] on, that is, with its pre-processing
   * @param input {@code [objectives, 3, h, w]}
   * @throws InputException if a layer or a channel does not exist; the message says which do
   */
  public static Lens on(
      Graph graph, List<Objective> objectives, Shape input, Engine engine, Engine.Options options) {
    check(graph, objectives, input);
    Map<String, Set<Integer>> wanted = wanted(objectives);
    Set<String> layers = wanted.keySet();
    Map<String, List<Integer>> some = new LinkedHashMap<>();
    wanted.forEach(
        (layer, channels) -> {
          if (!channels.isEmpty()) {
            some.put(layer, List.copyOf(channels));
          }
        });
    KeepChannels.Kept kept = KeepChannels.of(Cut.at(graph, layers), layers, some);
    Map<String, String> sources = sources(kept.graph(), layers);
    Set<String> taps = new LinkedHashSet<>(sources.values());
    Graph lean = FoldBatchNorm.in(Cut.at(kept.graph(), taps), taps);
    Network network = engine.compile(lean, List.copyOf(taps), input, options);
    try {
      return new Lens(network, objectives, sources, kept.channels());
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
  }

  /**
   * Refuses objectives that the graph cannot serve, without computing anything.
   *
   * @throws InputException if a layer, channel or position does not exist; the message says which
   *     do
   */
  public static void check(Graph graph, List<Objective> objectives, Shape input) {
    Map<String, Shape> shapes = Cut.at(graph, wanted(objectives).keySet()).shapes(input);
    objectives.forEach(objective -> objective.check(shapes));
  }

  /**
   * Where the network is read for each layer: for a ReLU in front of it, also if the layer is what
   * is left of a concatenation when only one branch is needed; else at the layer. Two layers never
   * share a place, so a ReLU whose input is looked at as well is read behind.
   */
  private static Map<String, String> sources(Graph graph, Set<String> layers) {
    Map<String, String> sources = new LinkedHashMap<>();
    Set<String> taken = new HashSet<>(layers);
    for (String layer : layers) {
      Node node = graph.node(layer);
      while (node.op() instanceof Op.Concat && node.inputs().size() == 1) {
        node = graph.node(node.input());
      }
      boolean before = node.op() instanceof Op.Relu && taken.add(node.input());
      sources.put(layer, before ? node.input() : layer);
    }
    return sources;
  }

  /** The channels that are read of each layer, ascending; none listed means all. */
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
    return wanted;
  }

  /** Shape of the network's input, {@code [objectives, 3, h, w]}. */
  public Shape inputShape() {
    return network.inputShape();
  }

  /** Runs forward; writes the value of each objective into {@code values}. */
  public void forward(Tensor input, double[] values) {
    network.forward(input);
    taps.values().forEach(Tap::forward);
    for (int i = 0; i < values.length; i++) {
      values[i] = objectives.get(i).apply(observations.get(i));
    }
  }

  /**
   * The gradient of the sum of all objectives with respect to the last input; each example's part
   * is the gradient of its own. Overwritten by the next call.
   *
   * @param redirect whether a unit that is dead for an example gets a redirected gradient
   */
  public Tensor backward(boolean redirect) {
    taps.values().forEach(Tap::clear);
    for (int i = 0; i < objectives.size(); i++) {
      objectives.get(i).vjp(observations.get(i), 1);
    }
    taps.values().forEach(tap -> cotangents.put(tap.source(), tap.backward(redirect)));
    return network.backward(cotangents);
  }

  /** Whether some gradient of an example reached the taps' sources without being redirected. */
  public boolean natural(int example) {
    for (Tap tap : taps.values()) {
      if (tap.natural(example)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() {
    network.close();
  }
}
