package dev.phosphene.rewrite;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

/** Leaves out what no tap depends on, so that it is neither read nor computed. */
public final class Cut {
  private Cut() {}

  /**
   * The graph of the input, the taps and what lies between.
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
    return Graph.of(graph.nodes().stream().filter(node -> needed.contains(node.name())).toList());
  }
}
