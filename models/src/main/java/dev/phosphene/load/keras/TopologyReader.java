package dev.phosphene.load.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.phosphene.error.InputException;
import dev.phosphene.load.keras.LayerConfig.Reference;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads a model's configuration in the forms that Keras has written: {@code Functional} (formerly
 * {@code Model}) and {@code Sequential}, a layer's inputs as lists of names (Keras 2) or as tensor
 * descriptions (Keras 3).
 */
final class TopologyReader {
  private final String file;

  private TopologyReader(String file) {
    this.file = file;
  }

  /**
   * Reads the model from {@code {"class_name": …, "config": …}}.
   *
   * @param file the file's name, for messages
   */
  static Topology read(String file, Config model) {
    TopologyReader reader = new TopologyReader(file);
    JsonElement config = model.json().get("config");
    if (!isModel(config)) {
      throw new InputException(
          "%s holds a %s, which is no model that is made of layers"
              .formatted(file, model.text("class_name", "text without class")));
    }
    return reader.model(config, List.of());
  }

  /** Returns whether a configuration contains layers; an early Sequential's is a list of them. */
  private static boolean isModel(@Nullable JsonElement config) {
    return config instanceof JsonArray
        || (config instanceof JsonObject object && object.get("layers") instanceof JsonArray);
  }

  private Topology model(@Nullable JsonElement element, List<String> path) {
    String where = path.isEmpty() ? file : file + ", model \"" + String.join("/", path) + "\"";
    if (element instanceof JsonArray list) {
      return sequential(layers(list.asList(), path, where), Optional.empty(), path, where);
    }
    Config config = Config.of(element, where);
    List<LayerConfig> layers = layers(config.list("layers"), path, where);
    if (config.has("input_layers") && config.has("output_layers")) {
      List<Reference> inputs = references(config.json().get("input_layers"), where);
      List<Reference> outputs = references(config.json().get("output_layers"), where);
      return Topology.of(layers, inputs.stream().map(Reference::layer).toList(), outputs, where);
    }
    return sequential(layers, config.member("build_input_shape"), path, where);
  }

  private List<LayerConfig> layers(List<JsonElement> list, List<String> path, String where) {
    List<LayerConfig> layers = new ArrayList<>();
    for (JsonElement element : list) {
      Config entry = Config.of(element, where + ", a layer");
      String kind = entry.text("class_name");
      JsonElement config = entry.json().get("config");
      String name = name(entry, config, kind, layers.size());
      List<String> own = with(path, name);
      String at = file + ", layer \"" + String.join("/", own) + "\"";
      boolean model = isModel(config);
      layers.add(
          new LayerConfig(
              kind,
              own,
              model ? new Config(new JsonObject(), at) : Config.of(config, at),
              calls(entry.at(at)),
              model ? model(config, own) : null));
    }
    return layers;
  }

  private static String name(Config entry, @Nullable JsonElement config, String kind, int number) {
    String own = entry.text("name", "");
    if (!own.isEmpty()) {
      return own;
    }
    return config instanceof JsonObject object && object.has("name")
        ? new Config(object, entry.where()).text("name", kind)
        : snake(kind) + "_" + number;
  }

  /** Returns Keras's name for the group of a class's variables (keras/src/utils/naming.py). */
  static String snake(String kind) {
    return kind.replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  private static List<String> with(List<String> list, String... more) {
    List<String> longer = new ArrayList<>(list);
    longer.addAll(List.of(more));
    return longer;
  }

  /** Returns the inputs of each call; an input layer, which has none, counts as called once. */
  private static List<List<Reference>> calls(Config entry) {
    List<List<Reference>> calls = new ArrayList<>();
    if (entry.has("inbound_nodes")) {
      for (JsonElement call : entry.list("inbound_nodes")) {
        calls.add(references(call, entry.where()));
      }
    }
    return calls.isEmpty() ? List.of(List.of()) : calls;
  }

  /** Returns all tensors in one description, however nested. */
  private static List<Reference> references(@Nullable JsonElement element, String where) {
    List<Reference> found = new ArrayList<>();
    collect(element, where, found);
    return found;
  }

  private static void collect(@Nullable JsonElement element, String where, List<Reference> into) {
    if (element instanceof JsonArray array) {
      boolean one =
          array.size() >= 3
              && isText(array.get(0))
              && array.get(1).isJsonPrimitive()
              && array.get(2).isJsonPrimitive();
      if (one) {
        into.add(
            new Reference(
                array.get(0).getAsString(),
                number(array.get(1), where),
                number(array.get(2), where)));
      } else {
        array.forEach(item -> collect(item, where, into));
      }
    } else if (element instanceof JsonObject object) {
      if (object.get("config") instanceof JsonObject config && config.has("keras_history")) {
        collect(config.get("keras_history"), where, into);
      } else {
        object.asMap().values().forEach(item -> collect(item, where, into));
      }
    }
  }

  private static boolean isText(JsonElement element) {
    return element.isJsonPrimitive() && element.getAsJsonPrimitive().isString();
  }

  private static int number(JsonElement element, String where) {
    try {
      return element.getAsInt();
    } catch (NumberFormatException e) {
      throw new InputException(where + ": expected an index, not " + Config.brief(element), e);
    }
  }

  /** Reads a chain of layers; the first may give the input's shape instead of an input layer. */
  private Topology sequential(
      List<LayerConfig> layers, Optional<JsonElement> built, List<String> path, String where) {
    if (layers.isEmpty()) {
      throw new InputException(where + " has no layers");
    }
    List<LayerConfig> chain = new ArrayList<>(layers);
    if (!chain.get(0).kind().equals("InputLayer")) {
      JsonObject shape = new JsonObject();
      built.or(() -> shape(layers.get(0))).ifPresent(s -> shape.add("batch_shape", s));
      String name = layers.stream().anyMatch(l -> l.name().equals("input")) ? "(input)" : "input";
      Config config = new Config(shape, where + ", its input");
      chain.add(
          0, new LayerConfig("InputLayer", with(path, name), config, List.of(List.of()), null));
    }
    for (int i = 1; i < chain.size(); i++) {
      LayerConfig layer = chain.get(i);
      List<List<Reference>> calls = List.of(List.of(new Reference(chain.get(i - 1).name(), 0, 0)));
      chain.set(
          i, new LayerConfig(layer.kind(), layer.path(), layer.config(), calls, layer.inner()));
    }
    Reference last = new Reference(chain.get(chain.size() - 1).name(), 0, 0);
    return Topology.of(chain, List.of(chain.get(0).name()), List.of(last), where);
  }

  /** Returns the shape of a layer's input, as far as it is given. */
  private static Optional<JsonElement> shape(LayerConfig layer) {
    Topology inner = layer.inner();
    if (inner == null) {
      return InputShape.given(layer.config());
    }
    return inner.layers().stream()
        .filter(own -> inner.inputs().contains(own.name()))
        .findFirst()
        .flatMap(TopologyReader::shape);
  }
}
