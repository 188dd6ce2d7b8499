package dev.phosphene.graph;

import java.util.List;
import java.util.function.Supplier;

/**
 * A network and what one must know to use it.
 *
 * @param name what the user called it, or the file's name
 * @param graph the network from its own input on, without {@code preprocessing}
 * @param preprocessing from RGB in [0, 1] to the graph's input; where this has one channel, it
 *     becomes that of luma
 * @param labels a name for each channel of the last layer; empty where there is no classifier
 * @param reference what loads it again
 * @param origin where the weights come from, in words, for people
 * @param digest gives {@link #sha256}; the first call may read the whole weights file
 */
public record Model(
    String name,
    Graph graph,
    Preprocessing preprocessing,
    List<String> labels,
    Reference reference,
    String origin,
    Supplier<String> digest) {

  /**
   * What a user said to have a model.
   *
   * @param model a name or a file
   * @param weights the file that was given for the weights of a named model, or the empty text
   * @param labels the file that was given for the classes' names, or the empty text
   * @param labelsSha256 of that file, in hex, or the empty text
   */
  public record Reference(String model, String weights, String labels, String labelsSha256) {
    /** A model whose classes have their own names or none. */
    public Reference(String model, String weights) {
      this(model, weights, "", "");
    }

    /** The same with names for the classes. */
    public Reference labeled(String file, String sha256) {
      return new Reference(model, weights, file, sha256);
    }
  }

  public Model {
    labels = List.copyOf(labels);
    if (graph.inputChannels() == 1) {
      preprocessing = preprocessing.forChannels(1);
    }
  }

  /** A model whose weights' SHA-256 is known, or empty because they were made, not read. */
  public Model(
      String name,
      Graph graph,
      Preprocessing preprocessing,
      List<String> labels,
      String origin,
      String sha256) {
    this(name, graph, preprocessing, labels, origin, () -> sha256);
  }

  /** A model that can be reloaded by its name alone. */
  public Model(
      String name,
      Graph graph,
      Preprocessing preprocessing,
      List<String> labels,
      String origin,
      Supplier<String> digest) {
    this(name, graph, preprocessing, labels, new Reference(name, ""), origin, digest);
  }

  /**
   * SHA-256 of the weights file, in hex; empty for weights that were made, not read. The first call
   * may take a third of a second, so ask when the image is saved.
   */
  public String sha256() {
    return digest.get();
  }

  /** The same model with another preprocessing. */
  public Model with(Preprocessing other) {
    return new Model(name, graph, other, labels, reference, origin, digest);
  }

  /** The same model; messages about its weights' values name {@code file}. */
  public Model weightsIn(String file) {
    Graph named = graph.weightsIn(file);
    return new Model(name, named, preprocessing, labels, reference, origin, digest);
  }

  /** The same model with other names for its classes. */
  public Model with(List<String> names) {
    return new Model(name, graph, preprocessing, names, reference, origin, digest);
  }

  /** The same model, reloaded by the name {@code other}. */
  public Model with(Reference other) {
    return new Model(name, graph, preprocessing, labels, other, origin, digest);
  }

  /** The graph with the preprocessing in front: RGB in [0, 1] to activations. */
  public Graph withPreprocessing() {
    return preprocessing.before(graph);
  }
}
