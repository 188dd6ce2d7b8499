package dev.phosphene.io;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Writes small safetensors files. */
public final class SafetensorsFile {
  private final JsonObject header = new JsonObject();
  private final JsonObject metadata = new JsonObject();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  private SafetensorsFile() {}

  public static SafetensorsFile begin() {
    return new SafetensorsFile();
  }

  public SafetensorsFile metadata(String key, String value) {
    metadata.addProperty(key, value);
    return this;
  }

  public SafetensorsFile f32(String name, float[] values, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return add(name, "F32", bytes.array(), shape);
  }

  public SafetensorsFile add(String name, String dtype, byte[] bytes, int... shape) {
    JsonObject entry = new JsonObject();
    entry.addProperty("dtype", dtype);
    JsonArray extents = new JsonArray();
    for (int extent : shape) {
      extents.add(extent);
    }
    entry.add("shape", extents);
    JsonArray offsets = new JsonArray();
    offsets.add(data.size());
    data.writeBytes(bytes);
    offsets.add(data.size());
    entry.add("data_offsets", offsets);
    header.add(name, entry);
    return this;
  }

  public byte[] bytes() {
    header.add("__metadata__", metadata);
    return bytes(header.toString(), data.toByteArray());
  }

  /** A file of any header and data. */
  public static byte[] bytes(String header, byte[] data) {
    byte[] text = header.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(8 + text.length + data.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(text.length)
        .put(text)
        .put(data)
        .array();
  }
}
