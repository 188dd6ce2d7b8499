package dev.phosphene.zoo;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Parameter;
import dev.phosphene.load.WeightSource;
import dev.phosphene.load.hdf5.KerasHdf5;
import dev.phosphene.tensor.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Builds a known network as far as a file has weights for it. */
final class FileGraph {
  private final Architecture architecture;
  private final KerasHdf5 weights;
  private final Path file;

  private FileGraph(Architecture architecture, KerasHdf5 weights, Path file) {
    this.architecture = architecture;
    this.weights = weights;
    this.file = file;
  }

  /**
   * Returns the network's layers with weights in the file; for the others, notes why they are
   * missing.
   *
   * @throws InputException if the file holds the weights of another network
   */
  static Graph of(Architecture architecture, KerasHdf5 weights, Path file) {
    FileGraph graph = new FileGraph(architecture, weights, file);
    graph.requireOwnLayers();
    return graph.cut();
  }

  private void requireOwnLayers() {
    List<String> held = weights.layers();
    Optional<Architecture> other =
        Architecture.of(held).filter(known -> !known.equals(architecture));
    if (other.isPresent()) {
      throw new InputException(
          "%s holds the layers of %s, not of %s; say %s --weights %s"
              .formatted(file, other.get().name(), architecture.name(), other.get().name(), file));
    }
    Optional<String> foreign = architecture.foreign().stream().filter(held::contains).findFirst();
    if (foreign.isPresent()) {
      throw new InputException(
          "%s holds the layers of another network than %s, such as %s"
              .formatted(file, architecture.name(), foreign.get()));
    }
  }

  private Graph cut() {
    Set<String> absent = new HashSet<>();
    Graph whole = architecture.graph(noting(absent));
    if (absent.isEmpty()) {
      return whole;
    }
    Map<String, String> missing = new LinkedHashMap<>();
    List<Node> kept = new ArrayList<>();
    String first = "";
    for (Node node : whole.nodes()) {
      boolean lacking =
          absent.contains(layer(node.name()))
              || node.inputs().stream().anyMatch(missing::containsKey);
      if (!lacking) {
        kept.add(node);
      } else {
        first = first.isEmpty() ? layer(node.name()) : first;
        missing.put(node.name(), first);
      }
    }
    String end = end(whole, missing);
    if (end.equals(whole.input().name())) {
      List<String> held = weights.layers();
      throw new InputException(
          "%s has no layer \"%s\", with which %s begins; its own layers are %s"
              .formatted(
                  file,
                  first,
                  architecture.name(),
                  String.join(", ", held.subList(0, Math.min(4, held.size())))
                      + (held.size() > 4 ? ", …" : "")));
    }
    String reason = "%s ends at %s; it has no layer \"%s\"".formatted(file, end, first);
    missing.replaceAll((name, layer) -> reason);
    return Graph.of(kept).with(new Graph.Notes(Map.of(), missing, Optional.empty()));
  }

  /** Returns the weights, and records which layers the file lacks. */
  private WeightSource noting(Set<String> absent) {
    return new WeightSource() {
      @Override
      public Parameter parameter(String layer, Role role, Shape shape) {
        if (!weights.has(layer)) {
          absent.add(layer);
        }
        return weights.parameter(layer, role, shape);
      }
    };
  }

  /**
   * Returns the layer with a node's weights: {@code block1_conv1} for {@code block1_conv1/linear}.
   */
  private static String layer(String node) {
    int slash = node.indexOf('/');
    return slash < 0 ? node : node.substring(0, slash);
  }

  /** Returns the last layer before the missing ones through which every path passes. */
  private static String end(Graph graph, Map<String, String> missing) {
    List<String> names = List.copyOf(graph.names());
    Map<String, Integer> places = new LinkedHashMap<>();
    names.forEach(name -> places.put(name, places.size()));
    int[] lastReader = new int[names.size()];
    for (Node node : graph.nodes()) {
      int place = places.getOrDefault(node.name(), 0);
      node.inputs().forEach(input -> lastReader[places.getOrDefault(input, 0)] = place);
    }
    String end = names.get(0);
    int furthest = 0;
    for (int i = 0; i < names.size() && !missing.containsKey(names.get(i)); i++) {
      end = furthest <= i ? names.get(i) : end;
      furthest = Math.max(furthest, lastReader[i]);
    }
    return end;
  }
}
