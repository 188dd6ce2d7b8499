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
  /** The input's name. */
  public static final String INPUT = "input";

  /** Sizes that networks were made for, tried in this order where a file tells none. */
  public static final List<Integer> USUAL =
      List.of(224, 299, 32, 28, 227, 64, 96, 128, 160, 192, 256, 240, 288, 331, 384, 448, 512);

  /** An input's side is no longer. */
  public static final int MOST_SIDE = 1 << 14;

  private static final long MOST_REORDERED = 1 << 22;

  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final Map<String, Integer> numbers = new HashMap<>(); // of names that came again
  private final Map<String, Integer> depths = new HashMap<>();
  private final List<String> recent = new ArrayList<>(); // names that the current layer has taken
  private final Set<String> taken =
      new HashSet<>(List.of(INPUT, "preprocessing", "preprocessing/order"));

  private long reordered;

  /**
   * Nothing but an input.
   *
   * @param input the shape {@code [n, c, h, w]} that the file was made for
   */
  public Draft(Shape input) {
    nodes.put(INPUT, new Node(INPUT, new Op.Input(input.c()), List.of()));
    shapes.put(INPUT, input);
    depths.put(INPUT, 0);
  }

  /** What a node puts out for the input that the file was made for. */
  public Shape shape(String node) {
    return Objects.requireNonNull(shapes.get(node), node);
  }

  /** The name itself, or one like it that is not taken. */
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

  /** A layer begins; if it cannot be done, {@link #undo} takes back what it has added. */
  public void begin() {
    recent.clear();
  }

  /** Takes back what was added since {@link #begin}. */
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

  /** Another name of a node. */
  public void alias(String name, String node) {
    if (!name.equals(node)) {
      aliases.putIfAbsent(name, node);
    }
  }

  /** Whether there is a node of that name. */
  public boolean has(String name) {
    return nodes.containsKey(name);
  }

  /** Why a layer cannot be had. */
  public void miss(String name, String reason) {
    missing.putIfAbsent(name, reason);
  }

  /** How many layers cannot be had. */
  public int missing() {
    return missing.size();
  }

  /** Of nodes that nothing reads the one behind the most others, the later of two alike. */
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
   * The graph; its longest way comes last.
   *
   * @param file for messages
   * @param fixed whether the file tells the size of its input
   * @throws InputException if nothing of the file can be computed
   */
  public Graph graph(String file, boolean fixed) {
    if (nodes.size() == 1) {
      throw new InputException(
          file
              + (missing.isEmpty()
                  ? " has no layers"
                  : ": nothing of it can be computed: " + missing.values().iterator().next()));
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
