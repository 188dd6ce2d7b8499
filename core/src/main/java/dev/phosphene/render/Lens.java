package dev.phosphene.render;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.Observation;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.rewrite.FoldBatchNorm;
import dev.phosphene.rewrite.KeepChannels;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
  private final Map<String, Tensor> cotangents = new LinkedHashMap<>();

  private Lens(
      Network network, List<Objective> objectives, Map<String, List<Integer>> keptChannels) {
    this.network = network;
    this.objectives = List.copyOf(objectives);
    Map<String, Observation.Layer> layers = new LinkedHashMap<>();
    for (String tap : wanted(objectives).keySet()) {
      Tensor cotangent = Tensor.zeros(network.shape(tap));
      cotangents.put(tap, cotangent);
      List<Integer> kept = keptChannels.getOrDefault(tap, List.of());
      layers.put(tap, new Observation.Layer(network.activation(tap), cotangent, kept));
    }
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
    Map<String, Set<Integer>> wanted = wanted(objectives);
    Set<String> taps = wanted.keySet();
    Graph cut = Cut.at(graph, taps);
    Map<String, Shape> shapes = cut.shapes(input);
    Map<String, List<Integer>> some = new LinkedHashMap<>();
    wanted.forEach(
        (tap, channels) -> {
          channels.forEach(channel -> check(tap, channel, shapes));
          if (!channels.isEmpty()) {
            some.put(tap, List.copyOf(channels));
          }
        });
    KeepChannels.Kept kept = KeepChannels.of(cut, taps, some);
    Graph lean = FoldBatchNorm.in(kept.graph(), taps);
    Network network = engine.compile(lean, List.copyOf(taps), input, options);
    try {
      return new Lens(network, objectives, kept.channels());
    } catch (RuntimeException | Error e) {
      network.close();
      throw e;
    }
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

  private static void check(String tap, int channel, Map<String, Shape> shapes) {
    int channels = Objects.requireNonNull(shapes.get(tap)).c();
    if (channel >= channels) {
      throw new InputException(
          "layer \"%s\" has no channel %d; it has %d, from 0 to %d"
              .formatted(tap, channel, channels, channels - 1));
    }
  }

  /** Shape of the network's input, {@code [objectives, 3, h, w]}. */
  public Shape inputShape() {
    return network.inputShape();
  }

  /** Runs forward; writes the value of each objective into {@code values}. */
  public void forward(Tensor input, double[] values) {
    network.forward(input);
    for (int i = 0; i < values.length; i++) {
      values[i] = objectives.get(i).apply(observations.get(i));
    }
  }

  /**
   * The gradient of the sum of all objectives with respect to the last input; each example's part
   * is the gradient of its own. Overwritten by the next call.
   */
  public Tensor backward() {
    cotangents.values().forEach(cotangent -> cotangent.fill(0));
    for (int i = 0; i < objectives.size(); i++) {
      objectives.get(i).vjp(observations.get(i), 1);
    }
    return network.backward(cotangents);
  }

  @Override
  public void close() {
    network.close();
  }
}
