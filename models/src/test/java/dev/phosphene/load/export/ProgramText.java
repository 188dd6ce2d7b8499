package dev.phosphene.load.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The JSON of a program. Arguments are written {@code name=value}, where a value is {@code @x} for
 * a tensor, {@code 3}, {@code 0.5}, {@code true}, {@code 'text'}, or a list such as {@code [1,2]},
 * {@code [@a,@b]}, {@code [#s,1]}, in which {@code #s} is a symbol.
 */
final class ProgramText {
  private final JsonArray nodes = new JsonArray();
  private final JsonArray specs = new JsonArray();
  private final JsonArray outputs = new JsonArray();
  private final JsonObject values = new JsonObject();

  private ProgramText() {}

  static ProgramText begin() {
    return new ProgramText();
  }

  private static JsonObject object(String key, String value) {
    JsonObject object = new JsonObject();
    object.addProperty(key, value);
    return object;
  }

  private static <T extends JsonElement> JsonObject object(String key, T value) {
    JsonObject object = new JsonObject();
    object.add(key, value);
    return object;
  }

  private static JsonObject tensor(String name) {
    return object("as_tensor", object("name", name));
  }

  /** What is known of a value; a size of −1 is a symbol. */
  ProgramText shape(String name, int... sizes) {
    JsonArray list = new JsonArray();
    JsonArray strides = new JsonArray();
    for (int size : sizes) {
      list.add(
          size < 0
              ? object("as_expr", object("expr_str", "s0"))
              : object("as_int", new JsonPrimitive(size)));
      strides.add(object("as_int", new JsonPrimitive(1)));
    }
    JsonObject meta = new JsonObject();
    meta.addProperty("dtype", 7);
    meta.add("sizes", list);
    meta.add("strides", strides);
    values.add(name, meta);
    return this;
  }

  /** The image, or another input. */
  ProgramText input(String name, int... sizes) {
    specs.add(object("user_input", object("arg", tensor(name))));
    return shape(name, sizes);
  }

  /** A parameter under the name of its value. */
  ProgramText parameter(String name, int... sizes) {
    JsonObject spec = object("arg", object("name", name));
    spec.addProperty("parameter_name", name);
    specs.add(object("parameter", spec));
    return shape(name, sizes);
  }

  /** A node of ATen's with one output. */
  ProgramText node(String operator, String output, String arguments) {
    return node(operator, output, arguments, "");
  }

  /** The same with its {@code nn_module_stack}. */
  ProgramText node(String operator, String output, String arguments, String stack) {
    JsonObject node =
        object("target", operator.startsWith("_operator") ? operator : "torch.ops." + operator);
    JsonArray inputs = new JsonArray();
    for (String argument : arguments.split(" ", -1)) {
      int equals = argument.indexOf('=');
      JsonObject input = object("name", argument.substring(0, equals));
      input.add("arg", value(argument.substring(equals + 1)));
      inputs.add(input);
    }
    node.add("inputs", inputs);
    JsonArray made = new JsonArray();
    made.add(
        output.startsWith("#")
            ? object("as_sym_int", object("as_name", output.substring(1)))
            : tensor(output));
    node.add("outputs", made);
    node.add("metadata", object("nn_module_stack", stack));
    nodes.add(node);
    return this;
  }

  private static JsonObject value(String text) {
    if (text.startsWith("[")) {
      List<String> items =
          new ArrayList<>(Arrays.asList(text.substring(1, text.length() - 1).split(",", -1)));
      boolean symbols = items.stream().anyMatch(item -> item.startsWith("#"));
      JsonArray array = new JsonArray();
      for (String item : items) {
        if (item.startsWith("@")) {
          array.add(object("name", item.substring(1)));
        } else if (symbols) {
          array.add(
              item.startsWith("#")
                  ? object("as_name", item.substring(1))
                  : object("as_int", new JsonPrimitive(Long.parseLong(item))));
        } else {
          array.add(Long.parseLong(item));
        }
      }
      return object(text.contains("@") ? "as_tensors" : symbols ? "as_sym_ints" : "as_ints", array);
    } else if (text.startsWith("@")) {
      return tensor(text.substring(1));
    } else if (text.startsWith("#")) {
      return object("as_sym_int", object("as_name", text.substring(1)));
    } else if (text.startsWith("'")) {
      return object("as_string", text.substring(1, text.length() - 1));
    } else if (text.equals("true") || text.equals("false")) {
      return object("as_bool", new JsonPrimitive(text.equals("true")));
    } else if (text.contains(".")) {
      return object("as_float", new JsonPrimitive(Double.parseDouble(text)));
    }
    return object("as_int", new JsonPrimitive(Long.parseLong(text)));
  }

  ProgramText output(String name) {
    outputs.add(object("user_output", object("arg", tensor(name))));
    return this;
  }

  String json() {
    JsonObject graph = object("nodes", nodes);
    graph.add("tensor_values", values);
    JsonObject signature = object("input_specs", specs);
    signature.add("output_specs", outputs);
    JsonObject module = object("graph", graph);
    module.add("signature", signature);
    JsonObject program = object("graph_module", module);
    program.addProperty("torch_version", "2.8.0");
    return program.toString();
  }
}
