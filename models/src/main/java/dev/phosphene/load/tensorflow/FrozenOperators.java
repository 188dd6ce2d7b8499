package dev.phosphene.load.tensorflow;

import dev.phosphene.load.Unsupported;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Importers for the supported TensorFlow operators. */
final class FrozenOperators {
  /** Imports one node; returns its outputs. */
  interface Lowering {
    List<FrozenValue> apply(FrozenCall call);
  }

  /** An operator with one output. */
  interface Single {
    FrozenValue apply(FrozenCall call);
  }

  private static final Set<String> CONTROL =
      Set.of(
          "Switch",
          "Merge",
          "Enter",
          "Exit",
          "NextIteration",
          "LoopCond",
          "If",
          "While",
          "StatelessIf",
          "StatelessWhile",
          "PartitionedCall",
          "StatefulPartitionedCall");

  private static final Set<String> VARIABLES =
      Set.of("Variable", "VariableV2", "VarHandleOp", "ReadVariableOp", "AutoReloadVariable");

  private static final Map<String, Lowering> ALL = all();

  private FrozenOperators() {}

  private static Map<String, Lowering> all() {
    Map<String, Lowering> all = new HashMap<>();
    Map<String, Single> single = new HashMap<>();
    FrozenWindows.register(single);
    FrozenArithmetic.register(single);
    FrozenPointwise.register(single);
    FrozenNormalizations.register(single);
    Shaping.register(single);
    Joining.register(single);
    FrozenFolding.register(single);
    single.forEach((name, lowering) -> all.put(name, call -> List.of(lowering.apply(call))));
    all.put("Split", Joining::split);
    return Map.copyOf(all);
  }

  /**
   * Returns the way to import a node.
   *
   * @throws Unsupported if there is none
   */
  static Lowering of(String op) {
    Lowering lowering = ALL.get(op);
    if (lowering != null) {
      return lowering;
    } else if (CONTROL.contains(op)) {
      throw new Unsupported(
          "branches, loops and calls are not supported; the graph of a model as it is used,"
              + " frozen, has none");
    } else if (VARIABLES.contains(op)) {
      throw new Unsupported(
          "the graph is not frozen: its weights are in another file; TensorFlow's"
              + " freeze_graph puts them into one");
    }
    throw new Unsupported("this operator is not supported");
  }

  /** Returns the names of all operators that are supported, at least in part. */
  static Set<String> names() {
    return ALL.keySet();
  }
}
