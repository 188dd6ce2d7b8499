package dev.phosphene.load.onnx;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A network of another format, written down in ONNX's operators: so that what is known of them
 * (axes, constants that are computed, what to do without) serves both. Each name stands for one
 * value, and a node follows what it reads.
 */
public final class Translation {
  /** The version of ONNX's operators that the nodes are of. */
  private static final long OPSET = 24;

  /** Far more than any network has. */
  private static final int MOST = 1 << 16;

  /** No network needs more numbers that its file does not hold. */
  private static final int MOST_NUMBERS = 1 << 22;

  private final Path file;
  private int numbers;
  private final List<Draft> drafts = new ArrayList<>();
  private final Map<String, Constant> weights = new LinkedHashMap<>();
  private final Map<String, String> origins = new LinkedHashMap<>();
  private final Map<String, String> refused = new LinkedHashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();
  private final List<ValueProto> inputs = new ArrayList<>();
  private final List<ValueProto> outputs = new ArrayList<>();

  /** Nothing yet. */
  public Translation(Path file) {
    this.file = file;
  }

  /** A node whose attributes are still to be told. */
  public static final class Draft {
    private final String label;
    private final String op;
    private final List<String> inputs;
    private final List<String> outputs;
    private final Map<String, Attribute> attributes = new LinkedHashMap<>();

    private Draft(String label, String op, List<String> inputs, List<String> outputs) {
      this.label = label;
      this.op = op;
      this.inputs = List.copyOf(inputs);
      this.outputs = List.copyOf(outputs);
    }

    /** An attribute that is an integer. */
    public Draft with(String name, long value) {
      attributes.put(name, new Attribute.Int(value));
      return this;
    }

    /** An attribute that is a number. */
    public Draft with(String name, double value) {
      attributes.put(name, new Attribute.Real((float) value));
      return this;
    }

    /** An attribute that is a text. */
    public Draft with(String name, String value) {
      attributes.put(name, new Attribute.Text(value));
      return this;
    }

    /** An attribute that is a list of integers. */
    public Draft with(String name, List<Long> values) {
      attributes.put(name, new Attribute.Ints(List.copyOf(values)));
      return this;
    }

    private NodeProto node() {
      return new NodeProto(label, op, "", inputs, outputs, Map.copyOf(attributes));
    }
  }

  /**
   * An input of the network.
   *
   * @param extents −1 for one that is not fixed
   */
  public void input(String name, List<Long> extents) {
    inputs.add(new ValueProto(name, ElementType.FLOAT.code, List.copyOf(extents)));
  }

  /** What the network puts out; the first one counts. */
  public void output(String name) {
    outputs.add(new ValueProto(name, ElementType.FLOAT.code, List.of()));
  }

  /** Numbers in the file; none of them is read yet. */
  public void weight(
      String name, String title, List<Integer> extents, boolean real, Supplier<float[]> values) {
    weights.put(name, Constant.of(title, extents, real, values));
  }

  /** A few numbers. */
  public void constant(
      String name, String title, List<Integer> extents, boolean real, double... values) {
    numbers += values.length;
    if (numbers > MOST_NUMBERS) {
      throw new InputException(file + " takes too much memory for numbers that are not in it");
    }
    weights.put(name, Constant.of(title, extents, real, values));
  }

  /**
   * Adds a node.
   *
   * @param label its own name, and that of its output
   * @param origin what the file calls the operator
   * @param op ONNX's operator
   * @param in names of values; empty where an optional one is left out
   */
  public Draft node(String label, String origin, String op, List<String> in, List<String> out) {
    if (drafts.size() >= MOST) {
      throw new InputException(file + " has more than " + MOST + " nodes; no network has");
    }
    Draft draft = new Draft(label, op, in, out);
    drafts.add(draft);
    origins.put(out.get(0), origin);
    return draft;
  }

  /** How many nodes there are. */
  public int size() {
    return drafts.size();
  }

  /** Takes back the nodes behind the first so many. */
  public void cut(int size) {
    drafts.subList(size, drafts.size()).clear();
  }

  /** A node that cannot be translated, and why. */
  public void refuse(
      String label, String origin, List<String> in, List<String> out, String reason) {
    node(label, origin, origin, in, out);
    refused.put(out.get(0), reason);
  }

  /** Another name of a value, if no node has it. */
  public void alias(String name, String value) {
    aliases.putIfAbsent(name, value);
  }

  /**
   * The graph, with notes on what could not be had.
   *
   * @throws dev.phosphene.error.InputException if the nodes contradict each other, or nothing can
   *     be computed
   */
  public Graph graph() {
    GraphProto graph =
        new GraphProto(
            drafts.stream().map(Draft::node).toList(), Map.of(), Set.of(), inputs, outputs);
    return OnnxImporter.graph(
        new ImportSource(
            file.toString(),
            graph,
            OPSET,
            new TensorReader(file.toString(), ExternalData.beside(file)),
            weights,
            origins,
            refused,
            aliases));
  }
}
