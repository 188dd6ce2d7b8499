package dev.phosphene.load.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Importers for the supported ONNX operators. */
final class Operators {
  /** Imports one node; returns a value for each output, or for the first ones. */
  interface Lowering {
    List<OnnxValue> apply(NodeCall call);
  }

  private static final Set<String> CONTROL = Set.of("If", "Loop", "Scan");
  private static final Map<String, Lowering> PICTURES = pictures();
  private static final Map<String, Lowering> TENSORS = tensors();

  private Operators() {}

  /** Importers that keep to {@code [n, c, h, w]}, with other axes, and so work at any size. */
  private static Map<String, Lowering> pictures() {
    Map<String, Lowering> all = new HashMap<>();
    Windows.register(all);
    Pointwise.register(all);
    Products.register(all);
    ReshapeOperators.register(all);
    Channels.register(all);
    Spatial.register(all);
    Folding.register(all);
    QuantizationOperators.register(all);
    QuantizedProducts.pictures(all);
    return Map.copyOf(all);
  }

  /** Importers for tensors with the file's axes, and for constants. */
  private static Map<String, Lowering> tensors() {
    Map<String, Lowering> all = new HashMap<>();
    TensorMoves.register(all);
    TensorArithmetic.register(all);
    TensorProducts.register(all);
    RecurrentOperators.register(all);
    QuantizedProducts.tensors(all);
    return Map.copyOf(all);
  }

  /** How an operator is imported: one of the two, or the second if the first fails. */
  record Way(Optional<Lowering> picture, Optional<Lowering> tensor) {}

  /**
   * Returns the way to import {@code node}.
   *
   * @throws UnsupportedNode if there is none
   */
  static Way of(NodeProto node, long opset) {
    if (!node.domain().isEmpty()) {
      throw new UnsupportedNode(
          "operators of the domain \"" + node.domain() + "\" are not supported");
    }
    if (CONTROL.contains(node.op())) {
      throw new UnsupportedNode("networks with branches and loops are not supported");
    }
    if (node.op().contains("Sequence") || node.op().startsWith("Optional")) {
      throw new UnsupportedNode("values that are not tensors are not supported");
    }
    Way way =
        new Way(
            Optional.ofNullable(PICTURES.get(node.op())),
            Optional.ofNullable(TENSORS.get(node.op())));
    if (way.picture().isEmpty() && way.tensor().isEmpty()) {
      throw new UnsupportedNode("this operator (of operator set " + opset + ") is not supported");
    }
    return way;
  }

  /** Returns the names of all operators that are supported, at least in part. */
  static Set<String> names() {
    Set<String> names = new TreeSet<>(PICTURES.keySet());
    names.addAll(TENSORS.keySet());
    return names;
  }

  /** Returns the result of an operator with one output. */
  static List<OnnxValue> one(OnnxValue value) {
    return List.of(value);
  }
}
