package dev.phosphene.load.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The schema's {@code Node}: one call of an operator.
 *
 * @param target such as {@code torch.ops.aten.conv2d.default}
 * @param inputs by the names of the operator's own schema; those with their default value are
 *     absent
 * @param outputs names of values; empty for one that nothing can read
 * @param modules the paths of the modules that the call lies in, outermost first
 */
record AtenNode(
    String target, Map<String, Argument> inputs, List<String> outputs, List<String> modules) {
  private static final String ATEN = "torch.ops.aten.";

  static AtenNode read(JsonObject node) {
    Map<String, Argument> inputs = new LinkedHashMap<>();
    if (node.get("inputs") instanceof JsonArray list) {
      for (JsonElement item : list) {
        if (item instanceof JsonObject input && input.has("arg")) {
          inputs.putIfAbsent(text(input, "name"), Argument.of(input.get("arg")));
        }
      }
    }
    List<String> outputs = new ArrayList<>();
    if (node.get("outputs") instanceof JsonArray list) {
      list.forEach(item -> names(Argument.of(item), outputs));
    }
    String stack =
        node.get("metadata") instanceof JsonObject facts ? text(facts, "nn_module_stack") : "";
    return new AtenNode(
        text(node, "target"),
        inputs,
        outputs.stream().limit(Argument.MOST).toList(),
        ModulePaths.of(stack));
  }

  private static void names(Argument output, List<String> names) {
    if (output instanceof Argument.Several several) {
      several.items().forEach(item -> names(item, names));
    } else {
      names.add(output instanceof Argument.Named named ? named.name() : "");
    }
  }

  /** A member that is a text; else the empty text. */
  private static String text(JsonObject object, String key) {
    return object.get(key) instanceof JsonPrimitive text && text.isString()
        ? text.getAsString()
        : "";
  }

  /** {@code conv2d} of {@code torch.ops.aten.conv2d.default}; what is not ATen's, as it is. */
  String kind() {
    if (!target.startsWith(ATEN)) {
      return target;
    }
    int dot = target.indexOf('.', ATEN.length());
    return target.substring(ATEN.length(), dot < 0 ? target.length() : dot);
  }

  /** The name of the first output that has one; empty if none has. */
  String output() {
    return outputs.stream().filter(name -> !name.isEmpty()).findFirst().orElse("");
  }
}
