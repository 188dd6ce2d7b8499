package dev.phosphene.load.keras;

import dev.phosphene.error.InputException;
import dev.phosphene.load.ReadingOrder;
import dev.phosphene.load.keras.LayerConfig.Reference;
import dev.phosphene.text.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The layers of one model and their connections.
 *
 * @param layers in the file's order
 * @param steps calls of layers, each after its inputs
 * @param inputs the input layers that a call of this model fills, in order
 * @param outputs the results of a call of this model
 */
record Topology(
    List<LayerConfig> layers, List<Step> steps, List<String> inputs, List<Reference> outputs) {

  /** One call of a layer. */
  record Step(LayerConfig layer, int call) {
    List<Reference> reads() {
      return layer.calls().get(call);
    }
  }

  /**
   * Builds a model from its layers.
   *
   * @param where the file, and the model if it is a nested one, for messages
   * @throws InputException if layers are missing, share a name, or form a cycle
   */
  static Topology of(
      List<LayerConfig> layers, List<String> inputs, List<Reference> outputs, String where) {
    Map<String, LayerConfig> byName = new LinkedHashMap<>();
    for (LayerConfig layer : layers) {
      if (byName.put(layer.name(), layer) != null) {
        throw new InputException(where + ": two layers are called \"" + layer.name() + "\"");
      }
    }
    Map<String, Integer> largest = new HashMap<>();
    List<Reference> all = new ArrayList<>(outputs);
    layers.forEach(layer -> layer.calls().forEach(all::addAll));
    for (Reference reference : all) {
      if (!byName.containsKey(reference.layer())) {
        throw new InputException(
            "%s: \"%s\" is read, but there is no such layer%s"
                .formatted(
                    where, reference.layer(), Nearest.hint(reference.layer(), byName.keySet())));
      }
      largest.merge(reference.layer(), reference.call(), Math::max);
    }
    // Keras counts a nested model's calls from 1: number 0 is its own construction.
    Map<String, Integer> first = new HashMap<>();
    for (LayerConfig layer : layers) {
      boolean shifted =
          layer.inner() != null
              && largest.getOrDefault(layer.name(), 0) == layer.calls().size()
              && !layer.calls().isEmpty();
      first.put(layer.name(), shifted ? 1 : 0);
    }
    List<LayerConfig> counted = new ArrayList<>();
    for (LayerConfig layer : layers) {
      List<List<Reference>> calls = new ArrayList<>();
      for (List<Reference> call : layer.calls()) {
        calls.add(call.stream().map(r -> counted(r, byName, first, where)).toList());
      }
      counted.add(
          new LayerConfig(layer.kind(), layer.path(), layer.config(), calls, layer.inner()));
    }
    List<Reference> ends = outputs.stream().map(r -> counted(r, byName, first, where)).toList();
    return new Topology(List.copyOf(counted), steps(counted, where), List.copyOf(inputs), ends);
  }

  private static Reference counted(
      Reference reference,
      Map<String, LayerConfig> byName,
      Map<String, Integer> first,
      String where) {
    int call = reference.call() - Objects.requireNonNull(first.get(reference.layer()));
    int calls = Objects.requireNonNull(byName.get(reference.layer())).calls().size();
    if (call < 0 || call >= calls) {
      throw new InputException(
          "%s: call %d of the layer \"%s\" is read, which has %d"
              .formatted(where, reference.call(), reference.layer(), calls));
    }
    return new Reference(reference.layer(), call, reference.output());
  }

  private static List<Step> steps(List<LayerConfig> layers, String where) {
    List<Step> all = new ArrayList<>();
    Map<String, Integer> begin = new HashMap<>(); // number of a layer's first call
    for (LayerConfig layer : layers) {
      begin.put(layer.name(), all.size());
      for (int call = 0; call < layer.calls().size(); call++) {
        all.add(new Step(layer, call));
      }
    }
    List<List<Integer>> reads = new ArrayList<>();
    for (Step step : all) {
      reads.add(
          step.reads().stream()
              .map(read -> Objects.requireNonNull(begin.get(read.layer())) + read.call())
              .toList());
    }
    List<Step> steps = new ArrayList<>();
    ReadingOrder.of(reads).forEach(place -> steps.add(all.get(place)));
    if (steps.size() < all.size()) {
      all.removeAll(steps);
      throw new InputException(
          "%s: \"%s\" depends on itself: the layers form a cycle"
              .formatted(where, all.get(0).layer().name()));
    }
    return steps;
  }
}
