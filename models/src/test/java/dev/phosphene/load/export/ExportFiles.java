package dev.phosphene.load.export;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.load.pytorch.TorchFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/** Writes the archives of {@code torch.export.save} in all their layouts. */
public final class ExportFiles {
  private static final int FLOAT = 7;
  private static final int LONG = 5;

  private record Weight(int type, byte[] bytes, int[] shape, float[] reals, long[] wholes) {}

  private final String program;
  private final Map<String, Weight> weights = new LinkedHashMap<>();

  private ExportFiles(String program) {
    this.program = program;
  }

  /** Of a program in JSON, without weights. */
  public static ExportFiles of(String program) {
    return new ExportFiles(program);
  }

  /** A tensor of float32 in row-major order. */
  public ExportFiles f32(String name, float[] values, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    weights.put(name, new Weight(FLOAT, bytes.array(), shape, values, new long[0]));
    return this;
  }

  /** A tensor of integers. */
  public ExportFiles i64(String name, long[] values, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    weights.put(name, new Weight(LONG, bytes.array(), shape, new float[0], values));
    return this;
  }

  /** As since PyTorch 2.8: an entry for each weight. */
  public byte[] newest() {
    return configured("weights_config", "constants_config");
  }

  /** As the specification had it before. */
  public byte[] configured() {
    return configured("model_param_config", "model_constants_config");
  }

  private byte[] configured(String parameters, String constants) {
    Map<String, byte[]> entries = head();
    entries.put("net/models/model.json", utf8(program));
    JsonObject some = new JsonObject();
    JsonObject others = new JsonObject();
    weights.forEach(
        (name, weight) -> {
          boolean constant = name.startsWith("lifted");
          JsonObject config = constant ? others : some;
          String path = (constant ? "tensor_" : "weight_") + config.size();
          entries.put("net/data/" + (constant ? "constants/" : "weights/") + path, weight.bytes);
          config.add(name, payload(path, weight));
        });
    entries.put("net/data/weights/model_" + parameters + ".json", config(some));
    entries.put("net/data/constants/model_" + constants + ".json", config(others));
    return TorchFiles.archive(entries);
  }

  private static Map<String, byte[]> head() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("net/archive_format", utf8("pt2"));
    entries.put("net/byteorder", utf8("little"));
    return entries;
  }

  private static byte[] config(JsonObject payloads) {
    JsonObject config = new JsonObject();
    config.add("config", payloads);
    return utf8(config.toString());
  }

  private static JsonObject payload(String path, Weight weight) {
    JsonArray sizes = new JsonArray();
    JsonArray strides = new JsonArray();
    int stride = 1;
    for (int extent : weight.shape) {
      sizes.add(whole(extent));
      stride *= extent;
    }
    for (int extent : weight.shape) {
      stride /= extent;
      strides.add(whole(stride));
    }
    JsonObject meta = new JsonObject();
    meta.addProperty("dtype", weight.type);
    meta.add("sizes", sizes);
    meta.add("strides", strides);
    meta.add("storage_offset", whole(0));
    JsonObject payload = new JsonObject();
    payload.addProperty("path_name", path);
    payload.addProperty("is_param", true);
    payload.addProperty("use_pickle", false);
    payload.add("tensor_meta", meta);
    return payload;
  }

  private static JsonObject whole(int value) {
    JsonObject whole = new JsonObject();
    whole.addProperty("as_int", value);
    return whole;
  }

  /** With the new folders, and the weights in one pickle. */
  public byte[] pickled() {
    Map<String, byte[]> entries = head();
    entries.put("net/models/model.json", utf8(program));
    entries.put("net/data/weights/model.pt", torch(false));
    entries.put("net/data/constants/model.pt", torch(true));
    return TorchFiles.archive(entries);
  }

  /** As before PyTorch 2.8. */
  public byte[] old() {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("serialized_exported_program.json", utf8(program));
    entries.put("serialized_state_dict.pt", torch(false));
    entries.put("serialized_constants.pt", torch(true));
    entries.put("version", utf8("8.2"));
    return TorchFiles.archive(entries);
  }

  private byte[] torch(boolean constants) {
    TorchFiles file = TorchFiles.begin();
    weights.forEach(
        (name, weight) -> {
          if (name.startsWith("lifted") == constants && weight.type == FLOAT) {
            file.f32(name, weight.reals, weight.shape);
          } else if (name.startsWith("lifted") == constants) {
            file.i64(name, weight.wholes, weight.shape);
          }
        });
    return file.zip();
  }

  /** The bytes of a text. */
  public static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
