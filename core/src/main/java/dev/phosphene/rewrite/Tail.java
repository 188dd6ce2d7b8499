package dev.phosphene.rewrite;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** Extracts the part of a network after a layer, as a separate network. */
public final class Tail {
  private Tail() {}

  /**
   * Returns the network from {@code layer} to {@code tap}.
   *
   * @param input {@code [n, c, h, w]}, input of the whole graph
   * @throws InputException if a layer is unknown, or the tap does not depend on it or depends on
   *     the input by other paths too; the message names the last layer that all paths pass before
   *     it
   */
  public static Graph of(Graph graph, String layer, String tap, Shape input) {
    boolean alias = !graph.names().contains(layer);
    String first = alias ? graph.node(layer).input() : layer;
    Graph whole = Cut.at(graph, List.of(first, tap));
    Graph cut = Cut.at(whole, List.of(tap));
    if (!cut.names().contains(first)) {
      throw new InputException(
          "\"" + tap + "\" does not depend on layer \"" + layer + "\"; choose one before it");
    }
    Shape shape = Objects.requireNonNull(whole.shapes(input).get(first));
    Graph.Builder builder = Graph.builder(shape.c());
    Map<String, String> names = new HashMap<>();
    names.put(first, "input");
    Set<String> constants = constants(cut);
    for (Node node : cut.nodes()) {
      boolean behind = node.inputs().stream().anyMatch(names::containsKey);
      if (!node.name().equals(first) && (behind || constants.contains(node.name()))) {
        for (String from : node.inputs()) {
          if (!names.containsKey(from)) {
            throw new InputException(
                "there are paths around layer \"%s\" to \"%s\", such as %s → %s; %s"
                    .formatted(layer, tap, from, node.name(), nearest(cut, first, tap)));
          }
        }
        List<String> inputs = node.inputs().stream().map(names::get).toList();
        builder.add(new Node(node.name(), node.op(), inputs));
        names.put(node.name(), node.name());
      }
    }
    return builder.build();
  }

  /** Returns the nodes independent of the image: constants, and those computed from them alone. */
  private static Set<String> constants(Graph cut) {
    Set<String> constants = new HashSet<>();
    for (Node node : cut.nodes()) {
      if (!(node.op() instanceof Op.Input) && constants.containsAll(node.inputs())) {
        constants.add(node.name());
      }
    }
    return constants;
  }

  /** Suggests the next layer through which all paths pass. */
  private static String nearest(Graph cut, String layer, String tap) {
    boolean seen = false;
    for (Node node : cut.nodes()) {
      seen |= node.name().equals(layer);
      if (seen && !(node.op() instanceof Op.Input) && narrow(cut, node.name(), tap)) {
        return "\"" + node.name() + "\" has none";
      }
    }
    return "choose another layer";
  }

  /** Returns whether no node after this one reads anything before it. */
  private static boolean narrow(Graph cut, String layer, String tap) {
    Map<String, Boolean> before = new HashMap<>();
    Set<String> constants = constants(cut);
    boolean passed = false;
    for (Node node : cut.nodes()) {
      if (passed && node.inputs().stream().anyMatch(from -> before.getOrDefault(from, false))) {
        return false;
      }
      passed |= node.name().equals(layer);
      before.put(node.name(), !passed && !constants.contains(node.name()));
    }
    return !layer.equals(tap);
  }
}
