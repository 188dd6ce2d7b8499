package dev.phosphene.load.tensorflow;

import dev.phosphene.error.InputException;
import dev.phosphene.load.Wire;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One node of a graph.
 *
 * @param inputs its inputs without control inputs
 */
record NodeDef(
    String name, String op, List<Source> inputs, Map<String, FrozenAttribute> attributes) {

  /** An output of a node: {@code split:1} is the second of {@code split}. */
  record Source(String node, int output) {
    static Source of(String text) {
      int colon = text.lastIndexOf(':');
      if (colon > 0 && text.substring(colon + 1).matches("\\d{1,4}")) {
        return new Source(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
      }
      return new Source(text, 0);
    }
  }

  static NodeDef read(Wire wire) {
    String name = "";
    String op = "";
    List<Source> inputs = new ArrayList<>();
    Map<String, FrozenAttribute> attributes = new LinkedHashMap<>();
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> name = wire.name();
        case 2 -> op = wire.name();
        case 3 -> {
          String input = wire.name();
          if (!input.startsWith("^")) {
            inputs.add(Source.of(input));
          }
        }
        case 5 -> attribute(wire.message(), attributes);
        default -> {}
      }
    }
    if (name.isEmpty() || op.isEmpty()) {
      throw wire.damaged("a node without a name or an operator");
    }
    return new NodeDef(name, op, inputs, attributes);
  }

  private static void attribute(Wire entry, Map<String, FrozenAttribute> attributes) {
    String key = "";
    Wire value = null;
    while (entry.next()) {
      switch (entry.field()) {
        case 1 -> key = entry.name();
        case 2 -> value = entry.message();
        default -> {}
      }
    }
    if (value != null) {
      attributes.put(key, new FrozenAttribute(key, value));
    }
  }

  /** Describes the node, for messages. */
  String described() {
    return "node \"" + name + "\" (" + op + ")";
  }

  /** Returns the nodes of a graph by name, in the file's order. */
  static Map<String, NodeDef> all(Wire wire) {
    Map<String, NodeDef> nodes = new LinkedHashMap<>();
    while (wire.next()) {
      if (wire.field() == 1) {
        NodeDef node = read(wire.message());
        if (nodes.put(node.name(), node) != null) {
          throw new InputException(wire.file() + ": two nodes are called \"" + node.name() + "\"");
        }
      }
    }
    if (nodes.isEmpty()) {
      throw wire.damaged("a graph without nodes");
    }
    return nodes;
  }
}
