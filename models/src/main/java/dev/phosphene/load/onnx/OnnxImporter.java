package dev.phosphene.load.onnx;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Selection;
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
import org.jspecify.annotations.Nullable;

/** Turns the nodes of an ONNX graph into this program's nodes, in order. */
final class OnnxImporter {
  private static final String INPUT = "input";
  private static final long MOST_HELD = 1 << 24;

  private final ImportSource source;
  private final Map<String, OnnxValue> values = new HashMap<>();
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final Set<String> taken =
      new HashSet<>(List.of(INPUT, "preprocessing", "preprocessing/order"));
  private final List<String> recent = new ArrayList<>(); // names taken by the current node
  private final AxisConversion arrays = new AxisConversion(this);
  private long held; // computed numbers kept in memory

  private OnnxImporter(ImportSource source) {
    this.source = source;
  }

  /**
   * Returns the graph, with notes on what could not be imported.
   *
   * @throws InputException if the file contradicts itself, or nothing in it can be computed
   */
  static Graph graph(ImportSource source) {
    ImageInput picture = ImageInput.of(source.file(), source.graph());
    @Nullable OnnxImporter best = null;
    for (Shape shape : picture.shapes()) {
      OnnxImporter importer = new OnnxImporter(source);
      importer.run(picture, shape);
      if (best == null || importer.missing.size() < best.missing.size()) {
        best = importer;
      }
      if (best.missing.isEmpty()) {
        break;
      }
    }
    return Objects.requireNonNull(best).finish(picture);
  }

  private void run(ImageInput picture, Shape shape) {
    GraphProto graph = source.graph();
    graph
        .initializers()
        .forEach((name, tensor) -> values.put(name, new OnnxValue.Fixed(constant(tensor, name))));
    source.weights().forEach((name, weight) -> put(name, new OnnxValue.Fixed(weight)));
    graph.sparse().forEach(name -> put(name, new OnnxValue.Missing("sparse weights")));
    for (ValueProto input : graph.inputs()) {
      if (!graph.initializers().containsKey(input.name())) {
        put(
            input.name(),
            new OnnxValue.Missing("the input \"" + input.name() + "\" is no picture"));
      }
    }
    nodes.put(INPUT, new Node(INPUT, new Op.Input(shape.c()), List.of()));
    shapes.put(INPUT, shape);
    values.put(picture.name(), new OnnxValue.Map(INPUT, picture.axes(shape)));
    if (!picture.name().equals(INPUT)) {
      aliases.put(picture.name(), INPUT);
    }
    graph.nodes().forEach(this::take);
    source.aliases().forEach(this::alias);
  }

  /** Another name of a value. */
  private void alias(String name, String value) {
    OnnxValue known = values.get(value);
    if (known instanceof OnnxValue.Missing behind) {
      missing.putIfAbsent(name, behind.reason());
    } else if (known != null) {
      note(name, known);
    }
  }

  private void put(String name, OnnxValue value) {
    if (values.put(name, value) != null) {
      throw new InputException(source.file() + ": two values are called \"" + name + "\"");
    }
  }

  /** Imports one node, or records why it cannot. */
  private void take(NodeProto node) {
    List<@Nullable OnnxValue> inputs = new ArrayList<>();
    List<OnnxValue> results;
    try {
      for (String input : node.inputs()) {
        inputs.add(input.isEmpty() ? null : known(node, input));
      }
      for (@Nullable OnnxValue input : inputs) {
        if (input instanceof OnnxValue.Missing behind) {
          throw new UnsupportedNode(behind.reason());
        }
      }
      String refusal = source.refused().get(node.outputs().get(0));
      if (refusal != null) {
        throw new UnsupportedNode(refusal);
      }
      results = lowered(node, new NodeCall(this, node, inputs), inputs);
      for (OnnxValue result : results) {
        spend(result instanceof OnnxValue.Fixed fixed ? fixed.constant().held() : 0);
      }
    } catch (UnsupportedNode e) {
      boolean behind = inputs.stream().anyMatch(input -> input instanceof OnnxValue.Missing);
      String reason = behind ? e.reason() : described(node) + ": " + e.reason();
      results = List.of();
      missing.putIfAbsent(node.label(), reason);
      for (String output : node.outputs()) {
        if (!output.isEmpty()) {
          put(output, new OnnxValue.Missing(reason));
          missing.putIfAbsent(output, reason);
        }
      }
      return;
    }
    for (int i = 0; i < node.outputs().size(); i++) {
      String output = node.outputs().get(i);
      if (!output.isEmpty()) {
        OnnxValue result =
            i < results.size()
                ? results.get(i)
                : new OnnxValue.Missing(described(node) + ": output " + i + " is not computed");
        put(output, result);
        note(output, result);
        if (results.size() == 1) {
          note(node.label(), result);
        }
      }
    }
  }

  /** Imports as images if possible, so that other sizes remain possible; else as tensors. */
  private List<OnnxValue> lowered(NodeProto node, NodeCall call, List<@Nullable OnnxValue> inputs) {
    Operators.Way way = Operators.of(node, source.opset());
    boolean picture = inputs.stream().anyMatch(input -> input instanceof OnnxValue.Map);
    recent.clear();
    if (way.picture().isPresent() && (picture || way.tensor().isEmpty())) {
      try {
        return way.picture().get().apply(call);
      } catch (UnsupportedNode e) {
        recent.forEach(this::forget);
        arrays.forget();
        if (way.tensor().isEmpty()) {
          throw e;
        }
      }
    }
    recent.clear();
    try {
      return way.tensor().orElseThrow().apply(call);
    } catch (UnsupportedNode e) {
      recent.forEach(this::forget);
      arrays.forget();
      throw e;
    }
  }

  /** Counts numbers kept in memory, since a file may request any number of them. */
  private void spend(long numbers) {
    held += numbers;
    if (held > MOST_HELD) {
      throw new UnsupportedNode("the file's constants take too much memory");
    }
  }

  boolean has(String name) {
    return nodes.containsKey(name);
  }

  private void forget(String name) {
    taken.remove(name);
    nodes.remove(name);
    shapes.remove(name);
  }

  /** Makes a node's result available by the node's name and by the output's. */
  private void note(String name, OnnxValue result) {
    if (nodes.containsKey(name)) {
      return;
    } else if (result instanceof OnnxValue.Map map && map.whole()) {
      aliases.putIfAbsent(name, map.node());
      taken.add(name);
    } else if (result instanceof OnnxValue.Tensor tensor) {
      aliases.putIfAbsent(name, arrays.view(tensor).orElse(tensor.node()));
      taken.add(name);
    }
  }

  private String described(NodeProto node) {
    String op = source.origins().getOrDefault(node.outputs().get(0), node.op());
    return "node \"" + node.label() + "\" (" + op + ")";
  }

  private OnnxValue known(NodeProto node, String input) {
    OnnxValue value = values.get(input);
    if (value == null) {
      throw new InputException(
          "%s: %s reads \"%s\", which nothing before it makes"
              .formatted(source.file(), described(node), input));
    }
    return value;
  }

  private Graph finish(ImageInput picture) {
    List<ValueProto> outputs = source.graph().outputs();
    String result = outputs.isEmpty() ? "" : outputs.get(0).name();
    boolean free = nodes.values().stream().noneMatch(n -> n.inputs().contains(last(result)));
    Node end = free ? nodes.remove(last(result)) : null; // the file's output comes last
    if (end != null) {
      nodes.put(end.name(), end);
    }
    if (nodes.size() == 1 && !missing.isEmpty()) {
      throw new InputException(
          source.file() + ": nothing of it can be computed: " + missing.values().iterator().next());
    }
    Optional<Shape> size =
        picture.fixed() ? Optional.ofNullable(shapes.get(INPUT)) : Optional.empty();
    missing.keySet().removeAll(nodes.keySet());
    aliases.keySet().removeAll(nodes.keySet());
    return Graph.of(nodes.values()).with(new Graph.Notes(aliases, missing, size));
  }

  private String last(String output) {
    OnnxValue value = values.get(output);
    if (value instanceof OnnxValue.Tensor tensor) {
      return arrays.view(tensor).orElse(tensor.node());
    }
    return value instanceof OnnxValue.Map map ? map.node() : "";
  }

  AxisConversion arrays() {
    return arrays;
  }

  /** Returns a node's output shape for the image that the file was made for. */
  Shape shape(String name) {
    return Objects.requireNonNull(shapes.get(name), name);
  }

  long opset() {
    return source.opset();
  }

  Constant constant(TensorProto tensor, String name) {
    source.reader().check(tensor);
    return Constant.of(tensor, name, source.reader());
  }

  /** Returns the name for the node of our graph that stands for {@code node}. */
  String name(NodeProto node) {
    String label = node.label();
    boolean free = !taken.contains(label) && !nodes.containsKey(label);
    return unused(free ? label : node.outputs().get(0));
  }

  /** Returns the name, or a variant of it that is not taken. */
  String unused(String name) {
    String unused = name;
    for (int i = 2; taken.contains(unused); i++) {
      unused = name + "#" + i;
    }
    taken.add(unused);
    recent.add(unused);
    return unused;
  }

  /** Adds a node; returns its output shape for the image that the file was made for. */
  Shape add(String name, Op op, List<String> inputs) {
    Shape shape = infer(op, inputs);
    if (op instanceof Op.Select select && select.selection() instanceof Selection.Listed listed) {
      spend(listed.places().size());
    }
    shapes.put(name, shape);
    nodes.put(name, new Node(name, op, inputs));
    return shape;
  }

  /** Returns the shape of an operation's output. */
  Shape infer(Op op, List<String> inputs) {
    try {
      return Graph.shape(op, inputs.stream().map(this::shape).toList());
    } catch (IllegalArgumentException e) {
      throw new UnsupportedNode(String.valueOf(e.getMessage()));
    }
  }
}
