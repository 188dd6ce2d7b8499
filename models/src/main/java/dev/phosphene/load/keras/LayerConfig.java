package dev.phosphene.load.keras;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One layer of a configuration.
 *
 * @param kind Keras's class
 * @param path names of the models around it, and its own
 * @param config its settings
 * @param calls what it is called on, each time
 * @param inner the layers inside, if it is a model itself
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
   * @param call the number of the call of the layer made it
   * @param output which of the outputs of a nested model
   */
  record Reference(String layer, int call, int output) {}

  LayerConfig {
    path = List.copyOf(path);
    calls = List.copyOf(calls);
  }

  /** Its name in its model. */
  String name() {
    return path.get(path.size() - 1);
  }

  /** Its name in the whole file. */
  String fullName() {
    return String.join("/", path);
  }

  /** For messages. */
  String described() {
    return "layer \"" + fullName() + "\" (" + kind + ")";
  }
}
