package dev.phosphene.gallery.wiring;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Where the layers of a gallery lie in the graph. */
final class GalleryLayers {
  private final Graph graph;
  private final Steps steps;
  private final Map<String, String> nodes = new LinkedHashMap<>(); // by layer
  private final Map<Place, String> layers = new HashMap<>();
  private final Set<String> shown = new HashSet<>();
  private final Map<String, Set<String>> readers = new HashMap<>();

  GalleryLayers(Graph graph, Steps steps, Collection<String> names) {
    this.graph = graph;
    this.steps = steps;
    for (Node node : graph.nodes()) {
      for (String input : node.inputs()) {
        readers.computeIfAbsent(input, key -> new LinkedHashSet<>()).add(node.name());
      }
    }
    for (String name : names) {
      boolean own = graph.names().contains(name);
      nodes.put(name, own ? name : graph.node(name).input());
    }
    nodes.forEach((layer, node) -> layers.putIfAbsent(Place.units(node), layer));
    nodes.forEach(this::addWhatItShows);
    nodes.values().forEach(this::addShown);
  }

  /** The same channels in another form: of a tensor that a layer gives another shape. */
  private void addWhatItShows(String layer, String node) {
    Place place = Place.units(node);
    while (isView(graph.node(place.node()).op())) {
      List<Step> onwards = steps.from(place);
      if (onwards.isEmpty()) {
        return;
      }
      place = onwards.get(0).from();
      layers.putIfAbsent(place, layer);
    }
  }

  private static boolean isView(Op op) {
    return op instanceof Op.Tokens || op instanceof Op.Reshape;
  }

  private void addShown(String node) {
    Node at = graph.node(node);
    shown.add(at.name());
    while (at.inputs().size() == 1 && !isKernel(at.op())) {
      at = graph.node(at.input());
      shown.add(at.name());
    }
  }

  /** Whether an operation has a kernel that mixes channels, or could. */
  static boolean isKernel(Op op) {
    return op instanceof Op.Conv || op instanceof Op.ConvTranspose || op instanceof Op.Linear;
  }

  /** The layers in their order. */
  List<String> names() {
    return List.copyOf(nodes.keySet());
  }

  /**
   * The channels of a layer.
   *
   * @throws IllegalArgumentException if it is none of these
   */
  Place place(String layer) {
    String node = nodes.get(layer);
    if (node == null) {
      throw new IllegalArgumentException("the gallery has no layer \"" + layer + "\"");
    }
    return Place.units(node);
  }

  /** The layer whose units these channels are, or null. */
  @Nullable String at(Place place) {
    return layers.get(place);
  }

  /** Whether a layer is this node, or only gives its channels another form. */
  boolean shows(String node) {
    return shown.contains(node);
  }

  /** Whether a layer's units are sums, in whatever form. */
  boolean isSum(String layer) {
    Node at = graph.node(place(layer).node());
    while (at.inputs().size() == 1 && !isKernel(at.op())) {
      at = graph.node(at.input());
    }
    return Walk.isSum(graph, at);
  }

  /** The convolutions and dense layers that may read a layer, without another one between. */
  Set<Node> readers(String layer) {
    Set<Node> found = new LinkedHashSet<>();
    Set<String> starts = new LinkedHashSet<>();
    layers.forEach(
        (place, name) -> {
          if (name.equals(layer)) {
            starts.add(place.node());
          }
        });
    forwards(
        starts,
        node -> {
          if (isKernel(node.op())) {
            found.add(node);
          }
          return !isKernel(node.op()) || Kernel.isDepthwise(node.op());
        });
    return found;
  }

  /** The first layers behind a convolution or dense layer. */
  Set<String> behind(String kernel) {
    Set<String> found = new LinkedHashSet<>();
    String own = layerOf(kernel);
    if (own != null) {
      return Set.of(own);
    }
    forwards(
        Set.of(kernel),
        node -> {
          String layer = isKernel(node.op()) ? null : layerOf(node.name());
          if (layer != null) {
            found.add(layer);
          }
          return layer == null && !isKernel(node.op());
        });
    return found;
  }

  private @Nullable String layerOf(String node) {
    for (int axis = 1; axis <= 4; axis++) {
      String layer = layers.get(new Place(node, axis));
      if (layer != null) {
        return layer;
      }
    }
    return null;
  }

  private interface Visitor {
    /** Whether to go on behind the node. */
    boolean visit(Node node);
  }

  private void forwards(Set<String> starts, Visitor visitor) {
    Set<String> seen = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(starts);
    while (!open.isEmpty()) {
      for (String reader : readers.getOrDefault(open.remove(), Set.of())) {
        if (seen.add(reader) && visitor.visit(graph.node(reader))) {
          open.add(reader);
        }
      }
    }
  }
}
