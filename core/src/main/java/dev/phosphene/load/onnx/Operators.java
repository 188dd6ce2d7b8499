package dev.phosphene.load.onnx;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What this program knows to do with each of ONNX's operators. */
final class Operators {
  /** Imports one node; gives a value for each output, or for the first ones. */
  interface Lowering {
    List<Value> apply(Call call);
  }

  private static final Set<String> CONTROL = Set.of("If", "Loop", "Scan");
  private static final Map<String, Lowering> ALL = all();

  private Operators() {}

  private static Map<String, Lowering> all() {
    Map<String, Lowering> all = new HashMap<>();
    Windows.register(all);
    Pointwise.register(all);
    Products.register(all);
    Reshaping.register(all);
    Channels.register(all);
    Spatial.register(all);
    Folding.register(all);
    return Map.copyOf(all);
  }

  /**
   * The way to import {@code node}.
   *
   * @throws Unsupported if there is none
   */
  static Lowering of(NodeProto node, long opset) {
    if (!node.domain().isEmpty()) {
      throw new Unsupported("operators of the domain \"" + node.domain() + "\" are not supported");
    }
    if (CONTROL.contains(node.op())) {
      throw new Unsupported("networks with branches and loops are not supported");
    }
    if (node.op().contains("Sequence") || node.op().startsWith("Optional")) {
      throw new Unsupported("values that are not tensors are not supported");
    }
    Lowering lowering = ALL.get(node.op());
    if (lowering == null) {
      throw new Unsupported("this operator (of operator set " + opset + ") is not supported");
    }
    return lowering;
  }

  /** The names of all operators that are supported, at least in part. */
  static Set<String> names() {
    return ALL.keySet();
  }

  /** Only a constant, or only a value of the picture. */
  static List<Value> one(Value value) {
    return List.of(value);
  }
}
