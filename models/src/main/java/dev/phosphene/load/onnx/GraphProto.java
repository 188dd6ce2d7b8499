package dev.phosphene.load.onnx;

import dev.phosphene.load.Wire;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * ONNX's {@code GraphProto}.
 *
 * @param nodes nodes, each after its inputs
 * @param initializers the weights, by name
 * @param sparse names of weights in the sparse form, which is unsupported
 */
record GraphProto(
    List<NodeProto> nodes,
    Map<String, TensorProto> initializers,
    Set<String> sparse,
    List<ValueProto> inputs,
    List<ValueProto> outputs) {
  /** Limit far above any network; each entry costs some hundred bytes of memory. */
  private static final int MOST = 1 << 16;

  static GraphProto read(Wire wire) {
    List<NodeProto> nodes = new ArrayList<>();
    Map<String, TensorProto> initializers = new LinkedHashMap<>();
    Set<String> sparse = new LinkedHashSet<>();
    List<ValueProto> inputs = new ArrayList<>();
    List<ValueProto> outputs = new ArrayList<>();
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> nodes.add(NodeProto.read(wire.message(), nodes.size()));
        case 5 -> {
          TensorProto tensor = TensorProto.read(wire.message());
          if (initializers.put(tensor.name(), tensor) != null) {
            throw wire.damaged("two initializers are called \"" + tensor.name() + "\"");
          }
        }
        case 11 -> inputs.add(ValueProto.read(wire.message()));
        case 12 -> outputs.add(ValueProto.read(wire.message()));
        case 15 -> sparse.add(sparseName(wire.message()));
        default -> {}
      }
      if (Math.max(nodes.size(), initializers.size()) > MOST
          || Math.max(inputs.size(), outputs.size()) > MOST) {
        throw wire.damaged("more than " + MOST + " nodes or tensors");
      }
    }
    return new GraphProto(
        List.copyOf(nodes),
        Collections.unmodifiableMap(initializers),
        Collections.unmodifiableSet(sparse),
        List.copyOf(inputs),
        List.copyOf(outputs));
  }

  /** Returns the name of a {@code SparseTensorProto}: that of its values. */
  private static String sparseName(Wire wire) {
    String name = "";
    while (wire.next()) {
      if (wire.field() == 1) {
        name = TensorProto.read(wire.message()).name();
      }
    }
    return name;
  }
}
