package dev.phosphene.graph;

import java.util.List;

/**
 * A network and what one must know to use it.
 *
 * @param name what the user called it, or the file's name
 * @param graph the network from its own input on, without {@code preprocessing}
 * @param preprocessing from RGB in [0, 1] to the graph's input
 * @param labels a name for each channel of the last layer; empty where there is no classifier
 * @param origin where the weights come from, in words, for people
 * @param sha256 of the weights file, in hex; empty for weights that were made, not read
 */
public record Model(
    String name,
    Graph graph,
    Preprocessing preprocessing,
    List<String> labels,
    String origin,
    String sha256) {
  public Model {
    labels = List.copyOf(labels);
  }

  /** The same model with another pre-processing. */
  public Model with(Preprocessing other) {
    return new Model(name, graph, other, labels, origin, sha256);
  }

  /** The graph with the pre-processing in front: RGB in [0, 1] to activations. */
  public Graph withPreprocessing() {
    return preprocessing.before(graph);
  }
}
