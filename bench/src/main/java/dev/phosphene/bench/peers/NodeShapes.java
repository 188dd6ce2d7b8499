package dev.phosphene.bench.peers;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A node that the taps need, with its shapes.
 *
 * @param node the node
 * @param in shape of its first input; for the input node, its own
 * @param out shape of its output
 */
public record NodeShapes(Node node, Shape in, Shape out) {

  /** Returns the nodes that the taps need, from the input on, each after its inputs. */
  public static List<NodeShapes> of(Graph graph, Collection<String> taps, Shape input) {
    Set<String> wanted = new HashSet<>();
    taps.forEach(tap -> wanted.add(graph.node(tap).name()));
    List<Node> reversed = new ArrayList<>(graph.nodes());
    Collections.reverse(reversed);
    List<Node> nodes = new ArrayList<>();
    for (Node node : reversed) {
      if (wanted.contains(node.name())) {
        nodes.add(node);
        wanted.addAll(node.inputs());
      }
    }
    Collections.reverse(nodes);
    Map<String, Shape> shapes = Graph.of(nodes).shapes(input);
    List<NodeShapes> needed = new ArrayList<>();
    for (Node node : nodes) {
      String first = node.inputs().isEmpty() ? node.name() : node.inputs().get(0);
      needed.add(new NodeShapes(node, shape(shapes, first), shape(shapes, node.name())));
    }
    return needed;
  }

  private static Shape shape(Map<String, Shape> shapes, String name) {
    return Objects.requireNonNull(shapes.get(name), name);
  }
}
