package dev.phosphene.load;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/** Builds a graph layer by layer from a file. */
public final class Draft {
  /** Name of the input. */
  public static final String INPUT = "input";

  /** Usual input sizes, tried in this order if a file gives none. */
  public static final List<Integer> USUAL =
      List.of(224, 299, 32, 28, 227, 64, 96, 128, 160, 192, 256, 240, 288, 331, 384, 448, 512);

  /** Maximum length of an input's side. */
  public static final int MOST_SIDE = 1 << 14;

  private static final long MOST_REORDERED = 1 << 22;

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>(); // counters for repeated names
  private final Map<String, Integer> depths = new HashMap<>();
  private final List<String> recent = new ArrayList<>(); // names taken by the current layer
  private final Set<String> taken =
      new HashSet<>(List.of(INPUT, "preprocessing", "preprocessing/order"));

  private long reordered;

  /**
   * Starts a graph with only an input.
   *
   * @param input the shape {@code [n, c, h, w]} that the file was made for
   */
  public Draft(Shape input) {
    nodes.put(INPUT, new Node(INPUT, new Op.Input(input.c()), List.of()));
    shapes.put(INPUT, input);
    depths.put(INPUT, 0);
  }

  /** Returns the shape of a node's output for the input that the file was made for. */
  public Shape shape(String node) {
    return Objects.requireNonNull(shapes.get(node), node);
  }

  /** Returns the name, or a variant of it that is not taken. */
  public String unused(String name) {
    String unused = name;
    while (!taken.add(unused)) {
      unused = name + "#" + (numbers.merge(name, 1, Integer::sum) + 1);
    }
    recent.add(unused);
    return unused;
  }

  /**
   * Adds a node.
   *
   * @throws Unsupported if the operation cannot take its inputs
   */
  public void add(String name, Op op, List<String> inputs) {
    try {
      shapes.put(name, Graph.shape(op, inputs.stream().map(this::shape).toList()));
    } catch (IllegalArgumentException e) {
      throw new Unsupported(String.valueOf(e.getMessage()));
    }
    nodes.put(name, new Node(name, op, inputs));
    depths.put(
        name, 1 + inputs.stream().mapToInt(in -> depths.getOrDefault(in, 0)).max().orElse(0));
  }

  /** Begins a layer; if it turns out to be unsupported, {@link #undo} removes what it has added. */
  public void begin() {
    recent.clear();
  }

  /** Removes what was added since {@link #begin}. */
  public void undo() {
    for (String name : recent) {
      taken.remove(name);
      nodes.remove(name);
      shapes.remove(name);
      depths.remove(name);
    }
    recent.clear();
  }

  /** Adds the values in the order of rows, columns, channels, as {@code [n, h·w·c, 1, 1]}. */
  public void addRowsFirst(String name, String in) {
    Shape shape = shape(in);
    int area = shape.h() * shape.w();
    int size = area * shape.c();
    reordered += size;
    if (reordered > MOST_REORDERED) {
      throw new Unsupported("it reorders " + size + " values, which is too many");
    }
    String ours = unused(name + "/by_channel"); // channels, rows, columns
    add(ours, new Op.Flatten(size), List.of(in));
    List<Integer> order = new ArrayList<>(size);
    for (int position = 0; position < area; position++) {
      for (int c = 0; c < shape.c(); c++) {
        order.add(c * area + position);
      }
    }
    add(name, new Op.SelectChannels(order), List.of(ours));
  }

  /** Gives a node another name. */
  public void alias(String name, String node) {
    if (!name.equals(node)) {
      aliases.putIfAbsent(name, node);
    }
  }

  /** Returns whether there is a node of that name. */
  public boolean has(String name) {
    return nodes.containsKey(name);
  }

  /** Records why a layer could not be imported. */
  public void miss(String name, String reason) {
    missing.putIfAbsent(name, reason);
  }

  /** Returns the number of layers that could not be imported. */
  public int missing() {
    return missing.size();
  }

  /** Returns the unread node with the most nodes before it; of equals, the last. */
  private String end() {
    Set<String> read = new HashSet<>();
    nodes.values().forEach(node -> read.addAll(node.inputs()));
    String end = INPUT;
    for (String name : nodes.keySet()) {
      if (!read.contains(name) && depth(name) >= depth(end)) {
        end = name;
      }
    }
    return end;
  }

  private int depth(String name) {
    return depths.getOrDefault(name, 0);
  }

  /**
   * Returns the graph; its longest path comes last.
   *
   * @param file the file's name, for messages
   * @param fixed whether the file fixes its input size
   * @throws InputException if nothing in the file can be computed
   */
  public Graph graph(String file, boolean fixed) {
    if (nodes.size() == 1) {
      throw new InputException(
          file
              + (missing.isEmpty()
                  ? " has no layers"
                  : ": nothing in it can be computed: " + missing.values().iterator().next()));
    }
    String end = end();
    Node last = Objects.requireNonNull(nodes.remove(end));
    nodes.put(end, last);
    aliases.keySet().removeAll(nodes.keySet());
    missing.keySet().removeAll(nodes.keySet());
    missing.keySet().removeAll(aliases.keySet());
    Optional<Shape> size = fixed ? Optional.of(shape(INPUT)) : Optional.empty();
    return Graph.of(nodes.values()).with(new Graph.Notes(aliases, missing, size));
  }
}
