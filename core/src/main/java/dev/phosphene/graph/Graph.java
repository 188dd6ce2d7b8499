package dev.phosphene.graph;

import dev.phosphene.error.InputException;
import dev.phosphene.error.Nearest;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** An immutable network: nodes in an order in which each follows its inputs. */
public final class Graph {
  private final Map<String, Node> nodes;

  private Graph(Map<String, Node> nodes) {
    this.nodes = Collections.unmodifiableMap(nodes);
  }

  /** Starts a graph with the input node {@code "input"}. */
  public static Builder builder(int channels) {
    return new Builder().add("input", new Op.Input(channels));
  }

  /**
   * A graph of the given nodes.
   *
   * @throws IllegalArgumentException if a node precedes its inputs, a name occurs twice, or there
   *     is not exactly one {@link Op.Input}
   */
  public static Graph of(Collection<Node> nodes) {
    Builder builder = new Builder();
    nodes.forEach(builder::add);
    return builder.build();
  }

  /** All nodes, each after its inputs. */
  public Collection<Node> nodes() {
    return nodes.values();
  }

  /** All node names, in the order of {@link #nodes}. */
  public Collection<String> names() {
    return nodes.keySet();
  }

  /**
   * The node of that name.
   *
   * @throws InputException if there is none; the message lists the nearest names
   */
  public Node node(String name) {
    Node node = nodes.get(name);
    if (node == null) {
      throw new InputException("no layer \"" + name + "\"" + Nearest.hint(name, names()));
    }
    return node;
  }

  /** The input node. */
  public Node input() {
    return nodes.values().iterator().next();
  }

  /** Channels of the input. */
  public int inputChannels() {
    return ((Op.Input) input().op()).channels();
  }

  /** Names of the nodes that read {@code name}, once for each use. */
  public List<String> consumers(String name) {
    List<String> consumers = new ArrayList<>();
    for (Node node : nodes.values()) {
      node.inputs().stream().filter(name::equals).forEach(input -> consumers.add(node.name()));
    }
    return consumers;
  }

  /**
   * The output shape of every node for an input of shape {@code [n, c, h, w]}.
   *
   * @throws InputException if a layer cannot take what reaches it; the message names the layer
   */
  public Map<String, Shape> shapes(Shape input) {
    return Inference.shapes(this, input);
  }

  /** Collects nodes and checks their order. */
  public static final class Builder {
    private final Map<String, Node> nodes = new LinkedHashMap<>();

    private Builder() {}

    /** Adds a node that reads the named earlier nodes. */
    public Builder add(String name, Op op, String... inputs) {
      return add(new Node(name, op, List.of(inputs)));
    }

    /** Adds a node. */
    public Builder add(Node node) {
      for (String input : node.inputs()) {
        if (!nodes.containsKey(input)) {
          throw new IllegalArgumentException(node.name() + " reads " + input + " before it exists");
        }
      }
      if ((node.op() instanceof Op.Input) != nodes.isEmpty()) {
        throw new IllegalArgumentException("exactly the first node is the input: " + node.name());
      }
      if (nodes.putIfAbsent(node.name(), node) != null) {
        throw new IllegalArgumentException("two layers are called " + node.name());
      }
      return this;
    }

    /** The graph of what was added. */
    public Graph build() {
      if (nodes.isEmpty()) {
        throw new IllegalArgumentException("a graph needs an input");
      }
      return new Graph(new LinkedHashMap<>(nodes));
    }
  }
}
