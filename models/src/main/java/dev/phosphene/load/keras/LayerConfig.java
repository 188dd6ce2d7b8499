package dev.phosphene.load.keras;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a configuration.
 *
 * @param kind Keras's class name
 * @param path names of the enclosing models, then its own
 * @param config its settings
 * @param calls the inputs of each call
 * @param inner the nested layers, if it is a model itself
 */
record LayerConfig(
    String kind,
    List<String> path,
    Config config,
    List<List<Reference>> calls,
    @Nullable Topology inner) {

  /**
   * An output of a layer.
   *
   * @param call number of the layer's call
   * @param output index among the outputs of a nested model
   */
  record Reference(String layer, int call, int output) {}

  LayerConfig {
    path = List.copyOf(path);
    calls = List.copyOf(calls);
  }

  /** Returns its name in its model. */
  String name() {
    return path.get(path.size() - 1);
  }

  /** Returns its name in the whole file. */
  String fullName() {
    return String.join("/", path);
  }

  /** Describes the layer, for messages. */
  String described() {
    return "layer \"" + fullName() + "\" (" + kind + ")";
  }
}
