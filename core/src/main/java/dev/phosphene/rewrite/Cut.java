package dev.phosphene.rewrite;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Removes the nodes that no tap depends on. */
public final class Cut {
  private Cut() {}

  /**
   * Returns the graph of the input, the taps and the nodes between.
   *
   * @throws dev.phosphene.error.InputException if a tap is not in the graph
   */
  public static Graph at(Graph graph, Collection<String> taps) {
    Set<String> needed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(taps);
    needed.add(graph.input().name());
    while (!open.isEmpty()) {
      Node node = graph.node(open.pop());
      if (needed.add(node.name())) {
        open.addAll(node.inputs());
      }
    }
    List<Node> nodes = new ArrayList<>();
    graph.nodes().stream().filter(node -> needed.contains(node.name())).forEach(nodes::add);
    taps.stream() // names that are aliases of their node
        .distinct()
        .filter(tap -> !graph.names().contains(tap))
        .map(graph::node)
        .forEach(nodes::add);
    return Graph.of(nodes);
  }
}
