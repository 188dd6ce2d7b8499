package dev.phosphene.load.keras;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.jhdf.HdfFile;
import io.jhdf.WritableHdfFile;
import io.jhdf.api.WritableGroup;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes small Keras models in the forms that Keras and TensorFlow.js have written. */
public final class KerasBuilder {
  private final List<JsonObject> layers = new ArrayList<>();
  private final Map<String, List<Weight>> weights = new LinkedHashMap<>();
  private String version = "2.9.0";

  /** An array of a layer; a nested layer's has its name in front of the role. */
  public record Weight(String role, int[] extents, float[] values) {}

  private KerasBuilder() {}

  /** A model for images of that size. */
  public static KerasBuilder begin(int height, int width, int channels) {
    KerasBuilder builder = new KerasBuilder();
    return builder.add(
        "InputLayer",
        "input_1",
        "{\"batch_input_shape\":[null,%d,%d,%d]}".formatted(height, width, channels));
  }

  /** A model without layers yet. */
  public static KerasBuilder empty() {
    return new KerasBuilder();
  }

  public KerasBuilder version(String text) {
    version = text;
    return this;
  }

  /** Adds a layer; single quotation marks stand for double ones. */
  public KerasBuilder add(String kind, String name, String config, String... inputs) {
    JsonObject settings = JsonParser.parseString(config.replace('\'', '"')).getAsJsonObject();
    settings.addProperty("name", name);
    JsonObject layer = new JsonObject();
    layer.addProperty("class_name", kind);
    layer.addProperty("name", name);
    layer.add("config", settings);
    JsonArray call = new JsonArray();
    for (String input : inputs) {
      call.add(reference(input));
    }
    JsonArray calls = new JsonArray();
    if (inputs.length > 0) {
      calls.add(call);
    }
    layer.add("inbound_nodes", calls);
    layers.add(layer);
    return this;
  }

  /** Adds another call to the last layer. */
  public KerasBuilder again(String... inputs) {
    JsonArray call = new JsonArray();
    for (String input : inputs) {
      call.add(reference(input));
    }
    layers.get(layers.size() - 1).getAsJsonArray("inbound_nodes").add(call);
    return this;
  }

  /** {@code name}, or {@code name:call} for another than the first call. */
  private static JsonArray reference(String input) {
    int colon = input.indexOf(':');
    JsonArray reference = new JsonArray();
    reference.add(colon < 0 ? input : input.substring(0, colon));
    reference.add(colon < 0 ? 0 : Integer.parseInt(input.substring(colon + 1)));
    reference.add(0);
    reference.add(new JsonObject());
    return reference;
  }

  /** Adds an array to a layer of the model. */
  public KerasBuilder weight(String layer, String role, float[] values, int... extents) {
    weights
        .computeIfAbsent(layer, name -> new ArrayList<>())
        .add(new Weight(role, extents, values));
    return this;
  }

  /** Adds an array of random values in ±1, or around 1 where they must be positive. */
  public KerasBuilder random(Random random, String layer, String role, int... extents) {
    float[] values = new float[Arrays.stream(extents).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          role.endsWith("variance") ? 0.5f + random.nextFloat() : 2 * random.nextFloat() - 1;
    }
    return weight(layer, role, values, extents);
  }

  public List<Weight> weights(String layer) {
    return weights.getOrDefault(layer, List.of());
  }

  /** {@code {"class_name": "Functional", "config": …}} as Keras 2 writes it. */
  public JsonObject functional(String name, String... outputs) {
    JsonObject config = new JsonObject();
    config.addProperty("name", name);
    JsonArray list = new JsonArray();
    JsonArray inputs = new JsonArray();
    for (JsonObject layer : layers) {
      list.add(layer);
      if (layer.get("class_name").getAsString().equals("InputLayer")) {
        inputs.add(reference(layer.get("name").getAsString()));
      }
    }
    config.add("layers", list);
    config.add("input_layers", inputs);
    JsonArray ends = new JsonArray();
    for (String output : outputs) {
      ends.add(reference(output));
    }
    if (outputs.length == 0) {
      ends.add(reference(layers.get(layers.size() - 1).get("name").getAsString()));
    }
    config.add("output_layers", ends);
    return model("Functional", config);
  }

  /** {@code {"class_name": "Sequential", "config": …}}. */
  public JsonObject sequential(String name) {
    JsonObject config = new JsonObject();
    config.addProperty("name", name);
    JsonArray list = new JsonArray();
    for (JsonObject layer : layers) {
      JsonObject copy = layer.deepCopy();
      copy.remove("inbound_nodes");
      copy.remove("name");
      list.add(copy);
    }
    config.add("layers", list);
    return model("Sequential", config);
  }

  /** The same with inputs as Keras 3 describes them. */
  public JsonObject functional3(String name) {
    JsonObject model = functional(name).deepCopy();
    JsonObject config = model.getAsJsonObject("config");
    for (JsonElement element : config.getAsJsonArray("layers")) {
      JsonArray calls = new JsonArray();
      for (JsonElement call : element.getAsJsonObject().getAsJsonArray("inbound_nodes")) {
        JsonArray tensors = new JsonArray();
        for (JsonElement input : call.getAsJsonArray()) {
          JsonArray history = input.getAsJsonArray().deepCopy();
          history.remove(3);
          JsonObject inner = new JsonObject();
          inner.add("keras_history", history);
          JsonObject tensor = new JsonObject();
          tensor.addProperty("class_name", "__keras_tensor__");
          tensor.add("config", inner);
          tensors.add(tensor);
        }
        JsonArray args = new JsonArray();
        args.add(tensors.size() == 1 ? tensors.get(0) : tensors);
        JsonObject node = new JsonObject();
        node.add("args", args);
        node.add("kwargs", new JsonObject());
        calls.add(node);
      }
      element.getAsJsonObject().add("inbound_nodes", calls);
    }
    // One input and one output are not in a list of their own.
    config.add("input_layers", flat(config.getAsJsonArray("input_layers").get(0)));
    config.add("output_layers", flat(config.getAsJsonArray("output_layers").get(0)));
    return model;
  }

  private static JsonArray flat(JsonElement reference) {
    JsonArray flat = reference.getAsJsonArray().deepCopy();
    flat.remove(3);
    return flat;
  }

  private static JsonObject model(String kind, JsonObject config) {
    JsonObject model = new JsonObject();
    model.addProperty("class_name", kind);
    model.add("config", config);
    return model;
  }

  /** Adds a nested model that is called on the inputs. */
  public KerasBuilder nest(JsonObject model, String... inputs) {
    JsonObject layer = model.deepCopy();
    String name = layer.getAsJsonObject("config").get("name").getAsString();
    add("X", name, "{}", inputs);
    JsonObject added = layers.get(layers.size() - 1);
    added.add("class_name", layer.get("class_name"));
    added.add("config", layer.get("config"));
    return this;
  }

  /** As Keras 2 writes an HDF5 file. */
  public Path h5(Path file) {
    return h5(file, functional("model"));
  }

  public Path h5(Path file, JsonObject model) {
    try (WritableHdfFile hdf = HdfFile.write(file)) {
      hdf.putAttribute("model_config", model.toString());
      hdf.putAttribute("keras_version", version);
      WritableGroup root = hdf.putGroup("model_weights");
      root.putAttribute("layer_names", weights.keySet().toArray(String[]::new));
      weights.forEach((layer, arrays) -> put(root, layer, arrays));
    }
    return file;
  }

  private static void put(WritableGroup root, String layer, List<Weight> arrays) {
    WritableGroup group = root.putGroup(layer);
    List<String> names = new ArrayList<>();
    Map<String, WritableGroup> inner = new HashMap<>();
    for (Weight weight : arrays) {
      boolean nested = weight.role.contains("/");
      String owner = nested ? weight.role.substring(0, weight.role.indexOf('/')) : layer;
      String role = weight.role.substring(weight.role.indexOf('/') + 1) + ":0";
      names.add(owner + "/" + role);
      inner
          .computeIfAbsent(owner, group::putGroup)
          .putDataset(role, nested(weight.values, weight.extents, 0, 0));
    }
    group.putAttribute("weight_names", names.toArray(String[]::new));
  }

  /** As Keras 3 writes an archive, with group names by class. */
  public Path keras(Path file, boolean compressed) throws IOException {
    version = "3.5.0";
    return keras(file, functional3("model"), groups(), compressed);
  }

  /** The groups of the variables of a model without nested ones. */
  private Map<String, List<Weight>> groups() {
    Map<String, Integer> counts = new HashMap<>();
    Map<String, List<Weight>> groups = new LinkedHashMap<>();
    for (JsonObject layer : layers) {
      String kind = TopologyReader.snake(layer.get("class_name").getAsString());
      int number = counts.merge(kind, 1, Integer::sum) - 1;
      groups.put(
          "layers/" + kind + (number == 0 ? "" : "_" + number),
          weights(layer.get("name").getAsString()));
    }
    return groups;
  }

  /** An archive of that configuration and those groups of variables. */
  public Path keras(
      Path file, JsonObject model, Map<String, List<Weight>> groups, boolean compressed)
      throws IOException {
    return keras(file, model, groups, Map.of(), compressed);
  }

  /**
   * The same with layers' names beside the variables, as the newest releases of Keras 3 have them.
   *
   * @param names of the layers, by group
   */
  public Path keras(
      Path file,
      JsonObject model,
      Map<String, List<Weight>> groups,
      Map<String, String> names,
      boolean compressed)
      throws IOException {
    Path inner = file.resolveSibling(file.getFileName() + ".h5");
    try (WritableHdfFile hdf = HdfFile.write(inner)) {
      Map<String, WritableGroup> made = new HashMap<>();
      groups.forEach(
          (path, arrays) -> {
            WritableGroup group = hdf;
            StringBuilder at = new StringBuilder();
            for (String part : (path + "/vars").split("/", -1)) {
              at.append('/').append(part);
              WritableGroup parent = group;
              group = made.computeIfAbsent(at.toString(), key -> parent.putGroup(part));
            }
            if (names.containsKey(path)) {
              group.putAttribute("name", names.get(path));
            }
            for (int i = 0; i < arrays.size(); i++) {
              Weight weight = arrays.get(i);
              group.putDataset(String.valueOf(i), nested(weight.values, weight.extents, 0, 0));
            }
          });
    }
    Map<String, byte[]> entries = new LinkedHashMap<>();
    String metadata = "{\"keras_version\": \"" + version + "\"}";
    entries.put("metadata.json", metadata.getBytes(StandardCharsets.UTF_8));
    entries.put("config.json", model.toString().getBytes(StandardCharsets.UTF_8));
    entries.put("model.weights.h5", Files.readAllBytes(inner));
    Files.delete(inner);
    return zip(file, entries, compressed);
  }

  public static Path zip(Path file, Map<String, byte[]> entries, boolean compressed)
      throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<String, byte[]> each : entries.entrySet()) {
        ZipEntry entry = new ZipEntry(each.getKey());
        if (!compressed) {
          CRC32 crc = new CRC32();
          crc.update(each.getValue());
          entry.setMethod(ZipEntry.STORED);
          entry.setSize(each.getValue().length);
          entry.setCrc(crc.getValue());
        }
        zip.putNextEntry(entry);
        zip.write(each.getValue());
        zip.closeEntry();
      }
    }
    return file;
  }

  /** As TensorFlow.js has it: {@code model.json} and one group of files in {@code folder}. */
  public Path tfjs(Path folder) throws IOException {
    return tfjs(folder, functional("model"), "float32");
  }

  /**
   * With values of that type; the whole numbers go from the smallest value to the largest.
   *
   * @return {@code model.json}
   */
  public Path tfjs(Path folder, JsonObject model, String dtype) throws IOException {
    Files.createDirectories(folder);
    JsonArray entries = new JsonArray();
    int size = 0;
    for (List<Weight> list : weights.values()) {
      for (Weight weight : list) {
        size += 4 * weight.values.length;
      }
    }
    ByteBuffer bytes = ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    weights.forEach(
        (layer, list) -> {
          for (Weight weight : list) {
            String name = weight.role.contains("/") ? weight.role : layer + "/" + weight.role;
            entries.add(entry(name, weight, dtype, bytes));
          }
        });
    byte[] all = Arrays.copyOf(bytes.array(), bytes.position());
    int half = all.length / 2; // two files, cut anywhere
    Files.write(folder.resolve("group1-shard1of2.bin"), Arrays.copyOf(all, half));
    Files.write(folder.resolve("group1-shard2of2.bin"), Arrays.copyOfRange(all, half, all.length));
    JsonObject group = new JsonObject();
    JsonArray paths = new JsonArray();
    paths.add("group1-shard1of2.bin");
    paths.add("group1-shard2of2.bin");
    group.add("paths", paths);
    group.add("weights", entries);
    JsonArray manifest = new JsonArray();
    manifest.add(group);
    JsonObject topology = new JsonObject();
    topology.addProperty("keras_version", version);
    topology.add("model_config", model);
    JsonObject json = new JsonObject();
    json.addProperty("format", "layers-model");
    json.add("modelTopology", topology);
    json.add("weightsManifest", manifest);
    return Files.writeString(folder.resolve("model.json"), json.toString());
  }

  private static JsonObject entry(String name, Weight weight, String dtype, ByteBuffer into) {
    JsonObject entry = new JsonObject();
    entry.addProperty("name", name);
    JsonArray shape = new JsonArray();
    for (int extent : weight.extents) {
      shape.add(extent);
    }
    entry.add("shape", shape);
    entry.addProperty("dtype", "float32");
    if (dtype.equals("float32")) {
      for (float value : weight.values) {
        into.putFloat(value);
      }
      return entry;
    }
    JsonObject quantization = new JsonObject();
    quantization.addProperty("dtype", dtype);
    if (dtype.equals("float16")) { // of values that are small whole numbers: exact
      for (float value : weight.values) {
        int bits = Float.floatToIntBits(value);
        int exponent = ((bits >> 23) & 0xff) - 127 + 15;
        int half =
            value == 0 ? 0 : ((bits >>> 16) & 0x8000) | (exponent << 10) | ((bits >> 13) & 0x3ff);
        into.putShort((short) half);
      }
    } else {
      float min = Float.MAX_VALUE;
      float max = -Float.MAX_VALUE;
      for (float value : weight.values) {
        min = Math.min(min, value);
        max = Math.max(max, value);
      }
      int most = dtype.equals("uint8") ? 255 : 65535;
      float scale = max > min ? (max - min) / most : 1;
      quantization.addProperty("scale", scale);
      quantization.addProperty("min", min);
      for (float value : weight.values) {
        int level = Math.round((value - min) / scale);
        if (most == 255) {
          into.put((byte) level);
        } else {
          into.putShort((short) level);
        }
      }
    }
    entry.add("quantization", quantization);
    return entry;
  }

  /** A Java array of arrays, which is what jHDF writes. */
  private static Object nested(float[] values, int[] extents, int axis, int from) {
    if (axis == extents.length - 1) {
      return Arrays.copyOfRange(values, from, from + extents[axis]);
    }
    int step = 1;
    for (int i = axis + 1; i < extents.length; i++) {
      step *= extents[i];
    }
    Object[] parts =
        switch (extents.length - axis) {
          case 2 -> new float[extents[axis]][];
          case 3 -> new float[extents[axis]][][];
          case 4 -> new float[extents[axis]][][][];
          default -> throw new IllegalArgumentException("rank");
        };
    for (int i = 0; i < parts.length; i++) {
      parts[i] = nested(values, extents, axis + 1, from + i * step);
    }
    return parts;
  }
}
