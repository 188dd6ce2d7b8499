package dev.phosphene.load.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.phosphene.error.InputException;
import dev.phosphene.io.Fields;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The schema's {@code ExportedProgram}.
 *
 * @param version of PyTorch that wrote it; empty in older files
 * @param nodes in an order in which each follows what it reads
 * @param weights names of parameters, buffers and constants, by the names of their values
 * @param inputs names of the values that the caller gives
 * @param outputs names of the values that the caller gets
 * @param tensors what is known of the values
 */
record Program(
    String version,
    List<AtenNode> nodes,
    Map<String, String> weights,
    List<String> inputs,
    List<String> outputs,
    Map<String, TensorMeta> tensors) {
  private static final int MOST = 1 << 15;

  /** What an input is called that has a weight, and what its weight's name is called. */
  private static final Map<String, String> WEIGHTS =
      Map.of(
          "parameter", "parameter_name",
          "buffer", "buffer_name",
          "tensor_constant", "tensor_constant_name");

  /**
   * Reads the text.
   *
   * @param where names it, for messages
   * @throws InputException if it is no JSON, or no such program
   */
  static Program read(String text, String where) {
    JsonObject program = object(Fields.parse(text, where), where);
    JsonObject module = object(program.get("graph_module"), where + ", \"graph_module\"");
    JsonObject graph = object(module.get("graph"), where + ", \"graph\"");
    JsonObject signature = object(module.get("signature"), where + ", \"signature\"");
    Map<String, String> weights = new LinkedHashMap<>();
    List<String> inputs = new ArrayList<>();
    array(signature.get("input_specs"), where + ", \"input_specs\"")
        .forEach(spec -> input(spec, weights, inputs));
    List<String> outputs = new ArrayList<>();
    if (signature.get("output_specs") instanceof JsonArray specs) {
      specs.forEach(spec -> output(spec, outputs));
    }
    JsonArray list = array(graph.get("nodes"), where + ", \"nodes\"");
    if (Math.max(list.size(), weights.size()) > MOST) {
      throw new InputException(where + " has more than " + MOST + " nodes or weights");
    }
    List<AtenNode> nodes = new ArrayList<>();
    for (JsonElement node : list) {
      nodes.add(AtenNode.read(object(node, where + ", node " + nodes.size())));
    }
    Map<String, TensorMeta> tensors = new LinkedHashMap<>();
    if (graph.get("tensor_values") instanceof JsonObject values) {
      values
          .entrySet()
          .forEach(
              value ->
                  TensorMeta.read(value.getValue())
                      .ifPresent(meta -> tensors.put(value.getKey(), meta)));
    }
    String version =
        program.get("torch_version") instanceof JsonPrimitive known ? known.getAsString() : "";
    return new Program(
        version,
        List.copyOf(nodes),
        Collections.unmodifiableMap(weights),
        List.copyOf(inputs),
        List.copyOf(outputs),
        Collections.unmodifiableMap(tensors));
  }

  /** One of {@code parameter}, {@code buffer}, {@code tensor_constant}, {@code user_input}, …. */
  private static void input(JsonElement json, Map<String, String> weights, List<String> inputs) {
    if (!(json instanceof JsonObject spec)) {
      return;
    }
    WEIGHTS.forEach(
        (kind, key) -> {
          if (spec.get(kind) instanceof JsonObject weight
              && name(weight.get("arg")) instanceof Argument.Named value
              && weight.get(key) instanceof JsonPrimitive name) {
            weights.put(value.name(), name.getAsString());
          }
        });
    if (spec.get("user_input") instanceof JsonObject user
        && name(user.get("arg")) instanceof Argument.Named value) {
      inputs.add(value.name());
    }
  }

  private static void output(JsonElement json, List<String> outputs) {
    if (json instanceof JsonObject spec
        && spec.get("user_output") instanceof JsonObject user
        && name(user.get("arg")) instanceof Argument.Named value) {
      outputs.add(value.name());
    }
  }

  /** Of {@code {"as_tensor": {"name": …}}}, or of {@code {"name": …}}. */
  private static Argument name(JsonElement json) {
    if (json instanceof JsonObject object && object.get("name") instanceof JsonPrimitive name) {
      return new Argument.Named(name.getAsString());
    }
    return json == null ? new Argument.None() : Argument.of(json);
  }

  private static JsonObject object(JsonElement json, String where) {
    if (json instanceof JsonObject object) {
      return object;
    }
    throw new InputException(
        where + " is no object, so this is no program that torch.export.save has written");
  }

  private static JsonArray array(JsonElement json, String where) {
    if (json instanceof JsonArray array) {
      return array;
    }
    throw new InputException(
        where
            + " is no list; files of PyTorch before 2.2 cannot be read: export the network again"
            + " with a newer one");
  }
}
