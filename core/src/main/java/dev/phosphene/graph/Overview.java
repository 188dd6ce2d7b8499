package dev.phosphene.graph;

import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The layers of a network worth showing: without constants, and without operations that only
 * reshape or permute tensors. A view of tokens or features as an image replaces the tensor it
 * shows.
 *
 * @param nodes in order; the inputs of each are shown nodes as well, without constants
 * @param hidden number of nodes of the graph that are not shown
 * @param homes for each node of the graph that is read, the shown node it belongs to
 */
public record Overview(List<Node> nodes, int hidden, Map<String, String> homes) {
  public Overview {
    nodes = List.copyOf(nodes);
    homes = Map.copyOf(homes);
  }

  /** Returns the overview of a graph; all of it, if it has no such nodes. */
  public static Overview of(Graph graph) {
    Map<String, Node> views = new HashMap<>(TensorViews.in(graph));
    views.values().removeIf(view -> onlyMoves(graph, view));
    Set<String> read = new HashSet<>();
    graph.nodes().forEach(node -> read.addAll(node.inputs()));
    Map<String, List<String>> sources = new HashMap<>(); // shown nodes in place of hidden ones
    List<Node> shown = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<String> inputs = new ArrayList<>();
      node.inputs().forEach(input -> inputs.addAll(sources.getOrDefault(input, List.of())));
      Node view = views.get(node.name());
      if (view != null) {
        shown.add(new Node(view.name(), node.op(), inputs));
        sources.put(node.name(), List.of(view.name()));
      } else if (TensorViews.isView(node)
          || (rearranges(node.op()) && read.contains(node.name()))) {
        sources.put(node.name(), inputs);
      } else if (!(node.op() instanceof Op.Constant)) {
        shown.add(new Node(node.name(), node.op(), inputs));
        sources.put(node.name(), List.of(node.name()));
      }
    }
    return new Overview(shown, graph.nodes().size() - shown.size(), homes(graph, views, shown));
  }

  /** Returns whether a view shows a tensor that was only moved. */
  private static boolean onlyMoves(Graph graph, Node view) {
    boolean read =
        graph.consumers(view.input()).size() > 1 || !graph.consumers(view.name()).isEmpty();
    return read && rearranges(graph.node(view.input()).op());
  }

  private static boolean rearranges(Op op) {
    return op instanceof Op.Reshape
        || op instanceof Op.Transpose
        || op instanceof Op.Select
        || op instanceof Op.Tokens;
  }

  /** Returns the shown node that each node belongs to: for hidden ones, the first reader. */
  private static Map<String, String> homes(Graph graph, Map<String, Node> views, List<Node> shown) {
    Map<String, String> homes = new HashMap<>();
    shown.forEach(node -> homes.put(node.name(), node.name()));
    views.forEach((of, view) -> homes.put(of, view.name()));
    Set<String> known = Set.copyOf(homes.keySet());
    List<Node> backwards = new ArrayList<>(graph.nodes());
    Collections.reverse(backwards);
    for (Node node : backwards) {
      String home = homes.get(node.name());
      for (String input : node.inputs()) {
        if (home != null && !known.contains(input)) {
          homes.put(input, home); // the first reader comes last here
        }
      }
    }
    return homes;
  }

  /** Returns the cost of each shown node, including the hidden ones that belong to it. */
  public Map<String, Cost> costs(Graph graph, Map<String, Shape> shapes) {
    Map<String, Cost> costs = new HashMap<>();
    Cost.of(graph, shapes)
        .forEach((name, cost) -> costs.merge(homes.getOrDefault(name, name), cost, Cost::plus));
    return costs;
  }
}
