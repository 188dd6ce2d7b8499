package dev.phosphene.load.keras;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.load.keras.LayerConfig.Reference;
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

/** Turns the layers of a Keras model into this program's nodes, in order. */
final class KerasImporter {
  private static final String INPUT = "input";

  /**
   * Limit on layer calls: each call of a nested model expands it, so a small file can hold many.
   */
  private static final int MOST_STEPS = 1 << 14;

  private final Source source;
  private final boolean fixed;
  private final Map<String, Node> nodes = new LinkedHashMap<>();
  private final Map<String, Shape> shapes = new HashMap<>();
  private final Map<String, String> aliases = new LinkedHashMap<>();
  private final Map<String, String> missing = new LinkedHashMap<>();
  private final Set<String> taken =
      new HashSet<>(List.of(INPUT, "preprocessing", "preprocessing/order"));
  private final Map<String, Integer> numbers = new HashMap<>(); // counters for repeated names
  private int steps;

  /**
   * What all layers share.
   *
   * @param file the file's name, for messages
   * @param major major version of the Keras that wrote the file
   * @param channelsFirst whether its images are {@code [n, c, h, w]}
   */
  record Source(String file, StoredWeights stored, int major, boolean channelsFirst) {}

  private KerasImporter(Source source, boolean fixed) {
    this.source = source;
    this.fixed = fixed;
  }

  /**
   * Returns the graph, with notes on what could not be imported.
   *
   * @throws InputException if the file contradicts itself, or nothing in it can be computed
   */
  static Graph graph(Topology topology, Source source) {
    Map<String, InputShape> pictures = new LinkedHashMap<>();
    for (LayerConfig layer : topology.layers()) {
      if (layer.kind().equals("InputLayer")) {
        InputShape.of(layer, source.channelsFirst()).ifPresent(p -> pictures.put(layer.name(), p));
      }
    }
    if (pictures.isEmpty()) {
      throw new InputException(
          source.file()
              + " has no input that is a picture, [n, h, w, c]; its inputs are "
              + topology.inputs());
    }
    Map.Entry<String, InputShape> picture = pictures.entrySet().iterator().next();
    @Nullable KerasImporter best = null;
    for (Shape shape : picture.getValue().shapes()) {
      KerasImporter importer = new KerasImporter(source, picture.getValue().fixed());
      List<KerasValue> outputs = importer.run(topology, picture.getKey(), shape);
      if (best == null || importer.missing.size() < best.missing.size()) {
        best = importer;
        best.putLast(outputs);
      }
      if (best.missing.isEmpty()) {
        break;
      }
    }
    return Objects.requireNonNull(best).finish();
  }

  private List<KerasValue> run(Topology topology, String picture, Shape shape) {
    nodes.put(INPUT, new Node(INPUT, new Op.Input(shape.c()), List.of()));
    shapes.put(INPUT, shape);
    Map<String, KerasValue> given = new HashMap<>();
    for (LayerConfig layer : topology.layers()) {
      if (layer.kind().equals("InputLayer")) {
        String reason = "the input \"" + layer.name() + "\" is not the picture";
        given.put(layer.name(), new KerasValue.Missing(reason));
      }
    }
    given.put(picture, new KerasValue.Known(INPUT, KerasValue.Form.IMAGE));
    return run(topology, given);
  }

  /** Imports one model, the outermost or a nested one; returns its outputs. */
  private List<KerasValue> run(Topology topology, Map<String, KerasValue> given) {
    Map<String, List<List<KerasValue>>> values = new HashMap<>();
    for (Topology.Step step : topology.steps()) {
      if (++steps > MOST_STEPS) {
        throw new InputException(source.file() + " has more than " + MOST_STEPS + " layers");
      }
      LayerConfig layer = step.layer();
      List<KerasValue> inputs = step.reads().stream().map(read -> value(values, read)).toList();
      List<KerasValue> results;
      if (layer.kind().equals("InputLayer") && inputs.isEmpty()) {
        KerasValue filled = given.get(layer.name());
        results =
            List.of(filled != null ? filled : new KerasValue.Missing("the input is given nothing"));
      } else if (layer.inner() != null) {
        results = nested(layer, layer.inner(), inputs);
      } else {
        results = List.of(one(layer, inputs));
      }
      results.forEach(result -> note(layer, result));
      values.computeIfAbsent(layer.name(), name -> new ArrayList<>(layer.calls().size()));
      List<List<KerasValue>> calls = Objects.requireNonNull(values.get(layer.name()));
      while (calls.size() <= step.call()) {
        calls.add(List.of());
      }
      calls.set(step.call(), results);
    }
    return topology.outputs().stream().map(read -> value(values, read)).toList();
  }

  private KerasValue value(Map<String, List<List<KerasValue>>> values, Reference read) {
    List<KerasValue> results = Objects.requireNonNull(values.get(read.layer())).get(read.call());
    if (read.output() < 0 || read.output() >= results.size()) {
      throw new InputException(
          "%s: output %d of the layer \"%s\" is read, which has %d"
              .formatted(source.file(), read.output(), read.layer(), results.size()));
    }
    return results.get(read.output());
  }

  private List<KerasValue> nested(LayerConfig layer, Topology inner, List<KerasValue> inputs) {
    if (inputs.size() != inner.inputs().size()) {
      throw new InputException(
          "%s: %s is given %d inputs, and takes %d"
              .formatted(source.file(), layer.described(), inputs.size(), inner.inputs().size()));
    }
    Map<String, KerasValue> given = new HashMap<>();
    for (int i = 0; i < inputs.size(); i++) {
      given.put(inner.inputs().get(i), inputs.get(i));
    }
    return run(inner, given);
  }

  /** Imports one layer, or says why it cannot. */
  private KerasValue one(LayerConfig layer, List<KerasValue> inputs) {
    List<KerasValue.Known> known = new ArrayList<>();
    for (KerasValue input : inputs) {
      if (input instanceof KerasValue.Missing behind) {
        return behind;
      }
      known.add((KerasValue.Known) input);
    }
    try {
      return LayerImporters.of(layer).apply(new LayerCall(this, layer, known));
    } catch (UnsupportedLayer e) {
      return new KerasValue.Missing(layer.described() + ": " + e.reason());
    }
  }

  /** Makes a layer available by its name, even if it only passes its input on. */
  private void note(LayerConfig layer, KerasValue result) {
    for (String name : List.of(layer.fullName(), layer.name())) {
      if (result instanceof KerasValue.Missing gone) {
        missing.putIfAbsent(name, gone.reason());
      } else if (result instanceof KerasValue.Known known && !nodes.containsKey(name)) {
        aliases.putIfAbsent(name, known.node());
      }
    }
  }

  /** Puts the model's outputs last. */
  private void putLast(List<KerasValue> outputs) {
    if (outputs.isEmpty() || !(outputs.get(0) instanceof KerasValue.Known known)) {
      return;
    }
    boolean free = nodes.values().stream().noneMatch(n -> n.inputs().contains(known.node()));
    Node end = free && !known.node().equals(INPUT) ? nodes.remove(known.node()) : null;
    if (end != null) {
      nodes.put(end.name(), end);
    }
  }

  private Graph finish() {
    if (nodes.size() == 1 && !missing.isEmpty()) {
      throw new InputException(
          source.file() + ": nothing in it can be computed: " + missing.values().iterator().next());
    }
    aliases.keySet().removeAll(nodes.keySet());
    missing.keySet().removeAll(nodes.keySet());
    missing.keySet().removeAll(aliases.keySet());
    Optional<Shape> size = fixed ? Optional.ofNullable(shapes.get(INPUT)) : Optional.empty();
    return Graph.of(nodes.values()).with(new Graph.Notes(aliases, missing, size));
  }

  Source source() {
    return source;
  }

  /** Returns whether the file fixes its image size, so that a mismatch is the file's fault. */
  boolean fixed() {
    return fixed;
  }

  Shape shape(KerasValue.Known value) {
    return Objects.requireNonNull(shapes.get(value.node()));
  }

  /** Returns the name, or a variant of it that is not taken. */
  String unused(String name) {
    String unused = name;
    while (!taken.add(unused)) {
      unused = name + "#" + (numbers.merge(name, 1, Integer::sum) + 1);
    }
    return unused;
  }

  /** Adds a node. */
  void add(String name, Op op, List<String> inputs) {
    try {
      Shape shape =
          Graph.shape(
              op, inputs.stream().map(in -> Objects.requireNonNull(shapes.get(in))).toList());
      shapes.put(name, shape);
      nodes.put(name, new Node(name, op, inputs));
    } catch (IllegalArgumentException e) {
      throw new UnsupportedLayer(String.valueOf(e.getMessage()));
    }
  }
}
