package dev.phosphene.load.tensorflow;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.load.Draft;
import dev.phosphene.load.ReadingOrder;
import dev.phosphene.load.Unsupported;
import dev.phosphene.tensor.Shape;
import dev.phosphene.text.Nearest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Turns the nodes of a TensorFlow graph into this program's nodes, each after its inputs. */
final class FrozenGraphImporter {
  private final TensorValues tensors;
  private final Draft draft;
  private final Map<String, List<FrozenValue>> values = new HashMap<>();

  private FrozenGraphImporter(TensorValues tensors, Shape shape) {
    this.tensors = tensors;
    this.draft = new Draft(shape);
  }

  /**
   * Returns the graph, with notes on what could not be imported.
   *
   * @throws InputException if the file contradicts itself, or nothing in it can be computed
   */
  static Graph graph(String file, Map<String, NodeDef> nodes, TensorValues tensors) {
    List<NodeDef> order = order(file, nodes);
    NodeInput input = NodeInput.of(file, nodes);
    @Nullable Draft best = null;
    for (Shape shape : input.shapes()) {
      FrozenGraphImporter importer = new FrozenGraphImporter(tensors, shape);
      importer.run(order, input, nodes);
      if (best == null || importer.draft.missing() < best.missing()) {
        best = importer.draft;
      }
      if (best.missing() == 0) {
        break;
      }
    }
    return Objects.requireNonNull(best).graph(file, input.fixed());
  }

  private static List<NodeDef> order(String file, Map<String, NodeDef> nodes) {
    List<NodeDef> list = List.copyOf(nodes.values());
    Map<String, Integer> places = new HashMap<>();
    list.forEach(node -> places.put(node.name(), places.size()));
    List<List<Integer>> reads = new ArrayList<>();
    for (NodeDef node : list) {
      List<Integer> read = new ArrayList<>();
      for (NodeDef.Source source : node.inputs()) {
        Integer place = places.get(source.node());
        if (place == null) {
          throw new InputException(
              "%s: %s reads \"%s\", but there is no such node%s"
                  .formatted(
                      file,
                      node.described(),
                      source.node(),
                      Nearest.hint(source.node(), places.keySet())));
        }
        read.add(place);
      }
      reads.add(read);
    }
    List<Integer> order = ReadingOrder.of(reads);
    if (order.size() < list.size()) {
      List<NodeDef> round = new ArrayList<>(list);
      order.forEach(place -> round.remove(list.get(place)));
      throw new InputException(
          "%s: %s depends on itself: the nodes form a cycle"
              .formatted(file, round.get(0).described()));
    }
    return order.stream().map(list::get).toList();
  }

  private void run(List<NodeDef> order, NodeInput input, Map<String, NodeDef> nodes) {
    for (NodeDef node : order) {
      if (node.name().equals(input.name())) {
        values.put(node.name(), List.of(new FrozenValue.Known(Draft.INPUT, false)));
        draft.alias(node.name(), Draft.INPUT);
      } else if (!node.op().equals("NoOp")) {
        take(node);
        Lucid.beforeRelu(node, nodes).ifPresent(before -> join(node, before));
      }
    }
  }

  /** Imports one node, or records why it cannot. */
  private void take(NodeDef node) {
    List<FrozenValue> inputs = new ArrayList<>();
    for (NodeDef.Source source : node.inputs()) {
      FrozenValue value = value(source);
      inputs.add(value);
      if (value instanceof FrozenValue.Missing behind) {
        values.put(node.name(), List.of(behind));
        draft.miss(node.name(), behind.reason());
        return;
      }
    }
    draft.begin();
    try {
      if (node.op().startsWith("Placeholder") && inputs.isEmpty()) {
        throw new Unsupported("this input is not the image");
      }
      List<FrozenValue> results =
          FrozenOperators.of(node.op()).apply(new FrozenCall(draft, node, inputs, tensors));
      values.put(node.name(), results);
      if (results.get(0) instanceof FrozenValue.Known known && !draft.has(node.name())) {
        draft.alias(node.name(), known.node());
      }
    } catch (Unsupported e) {
      draft.undo();
      String reason = node.described() + ": " + e.reason();
      values.put(node.name(), List.of(new FrozenValue.Missing(reason)));
      draft.miss(node.name(), reason);
    }
  }

  private FrozenValue value(NodeDef.Source source) {
    List<FrozenValue> results = values.getOrDefault(source.node(), List.of());
    if (source.output() < results.size()) {
      return results.get(source.output());
    } else if (!results.isEmpty() && results.get(0) instanceof FrozenValue.Missing missing) {
      return missing;
    }
    return new FrozenValue.Missing(
        "output %d of the node \"%s\" is not computed".formatted(source.output(), source.node()));
  }

  /** Concatenates what feeds the ReLUs before a concatenation. */
  private void join(NodeDef node, List<NodeDef.Source> before) {
    List<FrozenValue.Known> parts = new ArrayList<>();
    for (NodeDef.Source source : before) {
      if (!(value(source) instanceof FrozenValue.Known known) || known.flat()) {
        return;
      }
      parts.add(known);
    }
    String name = node.name() + Lucid.BEFORE_RELU;
    draft.begin();
    try {
      draft.add(
          draft.unused(name),
          new Op.Concat(),
          parts.stream().map(FrozenValue.Known::node).toList());
    } catch (Unsupported e) {
      draft.undo();
    }
  }
}
