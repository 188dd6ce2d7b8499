package dev.phosphene.graph;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.text.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** An immutable network: nodes in topological order, each after its inputs. */
public final class Graph {
  /** Image side of ImageNet. */
  private static final int USUAL = 224;

  private final Map<String, Node> nodes;
  private final Notes notes;

  private Graph(Map<String, Node> nodes, Notes notes) {
    this.nodes = Collections.unmodifiableMap(nodes);
    this.notes = notes;
  }

  /**
   * A file's additional information about the nodes.
   *
   * @param aliases other names of nodes
   * @param missing layers of the file that cannot be computed, with the reason
   * @param size the shape {@code [n, c, h, w]} that the file was made for, if given
   */
  public record Notes(
      Map<String, String> aliases, Map<String, String> missing, Optional<Shape> size) {
    /** No notes. */
    public static final Notes NONE = new Notes(Map.of(), Map.of(), Optional.empty());

    public Notes {
      aliases = Collections.unmodifiableMap(new LinkedHashMap<>(aliases));
      missing = Collections.unmodifiableMap(new LinkedHashMap<>(missing));
    }
  }

  /**
   * The extent to which a network can be computed for an input.
   *
   * @param shapes shapes of the computable nodes
   * @param ends for each other node, the reason
   */
  public record Reach(Map<String, Shape> shapes, Map<String, String> ends) {}

  /** Starts a graph with the input node {@code "input"}. */
  public static Builder builder(int channels) {
    return new Builder().add("input", new Op.Input(channels));
  }

  /**
   * Makes a graph of the given nodes.
   *
   * @throws IllegalArgumentException if a node precedes its inputs, a name occurs twice, or there
   *     is not exactly one {@link Op.Input}
   */
  public static Graph of(Collection<Node> nodes) {
    Builder builder = new Builder();
    nodes.forEach(builder::add);
    return builder.build();
  }

  /** Returns the graph with other notes. */
  public Graph with(Notes other) {
    return new Graph(nodes, other);
  }

  /** The same graph; messages about its weights' values name {@code file}. */
  public Graph weightsIn(String file) {
    return WeightFiles.in(this, file);
  }

  /** The file that {@link #weightsIn} told, also of a part of that graph. */
  public Optional<String> weightsFile() {
    return WeightFiles.of(this);
  }

  /** What is known beside the nodes. */
  public Notes notes() {
    return notes;
  }

  /** Returns all nodes, each after its inputs. */
  public Collection<Node> nodes() {
    return nodes.values();
  }

  /** Returns all node names, in the order of {@link #nodes}. */
  public Collection<String> names() {
    return nodes.keySet();
  }

  /**
   * Returns the node of a name. For an alias this is a node that passes on its output, a
   * concatenation of one input.
   *
   * @throws InputException if there is none; the message suggests the nearest names, or says why
   *     that layer cannot be computed
   */
  public Node node(String name) {
    Node node = nodes.get(name);
    if (node != null) {
      return node;
    }
    String target = notes.aliases.get(name);
    if (target != null && nodes.containsKey(target)) {
      return new Node(name, new Op.Concat(), List.of(target));
    }
    String reason = notes.missing.get(name);
    if (reason != null) {
      throw new InputException("layer \"" + name + "\" cannot be computed: " + reason);
    }
    Set<String> known = new LinkedHashSet<>(names());
    known.addAll(notes.aliases.keySet());
    String hint = Nearest.hint(name, known);
    throw new InputException(
        "no layer \"%s\"%s 'phosphene layers MODEL' lists them"
            .formatted(name, hint.isEmpty() ? ";" : hint));
  }

  /** Returns the input node. */
  public Node input() {
    return nodes.values().iterator().next();
  }

  /**
   * Returns the last node, or the one before its softmax, which holds a classifier's logits. For a
   * tensor it returns the view, if there is one.
   */
  public Node scores() {
    Node last = input();
    for (Node node : nodes()) {
      last = node;
    }
    Node softmax = softmax(last);
    while (softmax != null) {
      last = node(softmax.input());
      softmax = softmax(last);
    }
    return TensorViews.in(this).getOrDefault(last.name(), last);
  }

  /** Returns the softmax that a node is, or only reshapes. */
  private @Nullable Node softmax(Node node) {
    Node at = node;
    while (at.op() instanceof Op.Reshape || at.op() instanceof Op.Tokens) {
      at = node(at.input());
    }
    return at.op() instanceof Op.Softmax ? at : null;
  }

  /** Returns the number of input channels. */
  public int inputChannels() {
    return ((Op.Input) input().op()).channels();
  }

  /** Returns the input shape given in the file, else an image of a usual size. */
  public Shape usualInput() {
    return notes.size().orElse(Shape.of(1, inputChannels(), USUAL, USUAL));
  }

  /**
   * Returns a layer's number of channels.
   *
   * @throws InputException if there is no such layer, or it cannot be computed for {@link
   *     #usualInput}
   */
  public int channels(String layer) {
    Node node = node(layer);
    Reach reach = reach(usualInput());
    String computed = nodes.containsKey(layer) ? layer : node.input();
    Shape shape = reach.shapes().get(computed);
    if (shape == null) {
      throw new InputException(String.valueOf(reach.ends().get(computed)));
    }
    return shape.c();
  }

  /** Returns the names of the nodes that read {@code name}, once per use. */
  public List<String> consumers(String name) {
    List<String> consumers = new ArrayList<>();
    for (Node node : nodes.values()) {
      node.inputs().stream().filter(name::equals).forEach(input -> consumers.add(node.name()));
    }
    return consumers;
  }

  /**
   * Returns the output shape of every node for an input {@code [n, c, h, w]}.
   *
   * @throws InputException if a layer does not fit its input; the message names the layer
   */
  public Map<String, Shape> shapes(Shape input) {
    return Inference.shapes(this, input);
  }

  /** Returns the shapes, as far as the network can be computed for that input. */
  public Reach reach(Shape input) {
    return Inference.reach(this, input);
  }

  /**
   * Returns the output shape of one operation.
   *
   * @param inputs {@code [n, c, h, w]} each; {@code op} is not {@link Op.Input}
   * @throws IllegalArgumentException if it does not fit them
   */
  public static Shape shape(Op op, List<Shape> inputs) {
    return Inference.shape(op, inputs);
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

    /** Returns the graph of the added nodes. */
    public Graph build() {
      if (nodes.isEmpty()) {
        throw new IllegalArgumentException("a graph needs an input");
      }
      return new Graph(new LinkedHashMap<>(nodes), Notes.NONE);
    }
  }
}
