package dev.phosphene.graph;

import java.util.ArrayList;
import java.util.List;

/**
 * The layers of a network in nested groups of neighbors with common name prefixes.
 *
 * <p>A name is divided after each {@code /}; after {@code .} if it has none of them; and after
 * {@code _} where a numbered word ends: {@code inception_3a/} 1x1, {@code layer1.} {@code 0.}
 * conv1, {@code block3_} conv4, but {@code conv2d_7} and {@code mixed3} stay whole. The layers keep
 * their order, so a group that is left and entered again appears twice.
 */
public sealed interface Outline {
  /** A group; the common prefix of its names precedes {@code label} and the labels below. */
  record Group(String label, List<Outline> parts) implements Outline {
    public Group {
      parts = List.copyOf(parts);
    }

    /** Returns all its layers. */
    public List<Node> nodes() {
      List<Node> nodes = new ArrayList<>();
      for (Outline part : parts) {
        if (part instanceof Group group) {
          nodes.addAll(group.nodes());
        } else if (part instanceof Leaf leaf) {
          nodes.add(leaf.node);
        }
      }
      return nodes;
    }
  }

  /** A layer; its label is its name without the labels of its groups. */
  record Leaf(String label, Node node) implements Outline {}

  /** Limit of nesting. */
  int DEEPEST = 6;

  /** Returns the outline of a graph, without a group around everything. */
  static List<Outline> of(Graph graph) {
    return of(List.copyOf(graph.nodes()));
  }

  /** Returns the outline of some layers. */
  static List<Outline> of(List<Node> nodes) {
    return parts(nodes, 0, 0);
  }

  /** Returns the outline of layers whose names have {@code known} characters in common. */
  private static List<Outline> parts(List<Node> nodes, int known, int depth) {
    List<Outline> parts = new ArrayList<>();
    int end;
    for (int i = 0; i < nodes.size(); i = end) {
      String name = nodes.get(i).name();
      int head = head(name, known);
      end = depth < DEEPEST && head > known ? run(nodes, i, head) : i + 1;
      if (end == i + 1) {
        parts.add(new Leaf(name.substring(known), nodes.get(i)));
        continue;
      }
      List<Node> group = nodes.subList(i, end);
      for (int next = head(name, head);
          next > head && run(group, 0, next) == group.size();
          next = head(name, next)) {
        head = next; // a group of one group is one
      }
      parts.add(new Group(name.substring(known, head), parts(group, head, depth + 1)));
    }
    return parts;
  }

  /**
   * Returns the end of the run of layers from {@code from} that share a name prefix of this length.
   */
  private static int run(List<Node> nodes, int from, int length) {
    String start = nodes.get(from).name().substring(0, length);
    int end = from + 1;
    while (end < nodes.size() && nodes.get(end).name().startsWith(start)) {
      end++;
    }
    return end;
  }

  /** Returns the end of a name's first part from {@code from}; {@code from} if it has none. */
  private static int head(String name, int from) {
    boolean paths = name.indexOf('/') >= 0;
    for (int i = from; i < name.length() - 1; i++) {
      char c = name.charAt(i);
      boolean numbered =
          i > from
              && Character.isDigit(name.charAt(i - 1))
              && name.substring(from, i).chars().anyMatch(Character::isLetter);
      if ((c == '/' && i > 0) || (c == '.' && !paths) || (c == '_' && numbered)) {
        return i + 1;
      }
    }
    return from;
  }
}
