package dev.phosphene.engine;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which nodes of a graph an engine must compute. */
public final class Live {
  private Live() {}

  /**
   * The input, the taps and everything between them, each node after its inputs.
   *
   * @throws dev.phosphene.error.InputException if a tap is unknown
   */
  public static List<Node> nodes(Graph graph, Collection<String> taps) {
    Set<String> reached = new HashSet<>();
    reached.add(graph.input().name());
    Deque<String> open = new ArrayDeque<>(taps);
    while (!open.isEmpty()) {
      Node node = graph.node(open.pop());
      if (reached.add(node.name())) {
        open.addAll(node.inputs());
      }
    }
    List<Node> live = new ArrayList<>();
    for (Node node : graph.nodes()) {
      if (reached.contains(node.name())) {
        live.add(node);
      }
    }
    return live;
  }
}
