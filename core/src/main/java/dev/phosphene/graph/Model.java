package dev.phosphene.graph;

import java.util.List;
import java.util.function.Supplier;

/**
 * A network with its preprocessing, labels and origin.
 *
 * @param name the user's name for it, or the file's name
 * @param graph the network from its own input, without {@code preprocessing}
 * @param preprocessing from RGB in [0, 1] to the graph's input; for one channel, it is converted to
 *     luma
 * @param labels a name for each channel of the last layer; empty if there is no classifier
 * @param reference how to load it again
 * @param origin source of the weights, in words
 * @param digest supplies {@link #sha256}; the first call may read the whole weights file
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
   * The user's specification of a model.
   *
   * @param model a name or a file
   * @param weights the weights file given for a named model, or the empty text
   * @param labels the file given for the class labels, or the empty text
   * @param labelsSha256 SHA-256 of that file, in hex, or the empty text
   */
  public record Reference(String model, String weights, String labels, String labelsSha256) {
    /** Makes a reference without a labels file. */
    public Reference(String model, String weights) {
      this(model, weights, "", "");
    }

    /** Returns the reference with class labels. */
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

  /** Makes a model with the SHA-256 of its weights, or empty if they were not read from a file. */
  public Model(
      String name,
      Graph graph,
      Preprocessing preprocessing,
      List<String> labels,
      String origin,
      String sha256) {
    this(name, graph, preprocessing, labels, origin, () -> sha256);
  }

  /** Makes a model that can be reloaded by name. */
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
   * Returns the SHA-256 of the weights file, in hex; empty if the weights were not read from a
   * file. The first call may take a third of a second, so ask when the image is saved.
   */
  public String sha256() {
    return digest.get();
  }

  /** Returns the same model with another preprocessing. */
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

  /** Returns the same model with another reference. */
  public Model with(Reference other) {
    return new Model(name, graph, preprocessing, labels, other, origin, digest);
  }

  /** Returns the graph with the preprocessing in front: RGB in [0, 1] to activations. */
  public Graph withPreprocessing() {
    return preprocessing.before(graph);
  }
}
