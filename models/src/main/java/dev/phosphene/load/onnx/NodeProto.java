package dev.phosphene.load.onnx;

import dev.phosphene.load.Wire;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * ONNX's {@code NodeProto}.
 *
 * @param name may be empty
 * @param op such as {@code Conv}
 * @param domain empty for ONNX's own operators
 * @param inputs names of values; empty for an omitted optional one
 */
record NodeProto(
    String name,
    String op,
    String domain,
    List<String> inputs,
    List<String> outputs,
    Map<String, Attribute> attributes) {
  private static final int MOST = 1 << 12;

  /**
   * Reads a node.
   *
   * @param index the node's position in its graph, for messages
   */
  static NodeProto read(Wire wire, int index) {
    String name = "";
    String op = "";
    String domain = "";
    List<String> inputs = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> inputs.add(wire.name());
        case 2 -> outputs.add(wire.name());
        case 3 -> name = wire.name();
        case 4 -> op = wire.name();
        case 5 -> Attribute.read(wire.message(), attributes);
        case 7 -> domain = wire.text();
        default -> {}
      }
      if (Math.max(inputs.size(), Math.max(outputs.size(), attributes.size())) > MOST) {
        throw wire.damaged("node " + index + " has more than " + MOST + " inputs or outputs");
      }
    }
    if (op.isEmpty()) {
      throw wire.damaged("node " + index + " has no operator");
    }
    if (outputs.stream().allMatch(String::isEmpty)) {
      throw wire.damaged("node " + index + ", " + op + ", has no output");
    }
    return new NodeProto(
        name,
        op,
        domain.equals("ai.onnx") ? "" : domain,
        List.copyOf(inputs),
        List.copyOf(outputs),
        Collections.unmodifiableMap(attributes));
  }

  /** Returns the node's name, or else its first output's. */
  String label() {
    return name.isEmpty()
        ? outputs.stream().filter(output -> !output.isEmpty()).findFirst().orElse("")
        : name;
  }
}
