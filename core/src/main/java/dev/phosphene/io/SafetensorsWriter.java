package dev.phosphene.io;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.phosphene.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Builds the bytes of a safetensors file, which {@link Safetensors} reads.
 *
 * <pre>{@code
 * byte[] file =
 *     SafetensorsWriter.create().metadata("made", "by hand").f16("ones", shape, ones).bytes();
 * }</pre>
 */
public final class SafetensorsWriter {
  private static final int ALIGNMENT = 8;

  private final JsonObject header = new JsonObject();
  private final JsonObject metadata = new JsonObject();
  private final ByteArrayOutputStream data = new ByteArrayOutputStream();

  private SafetensorsWriter() {}

  /** Starts an empty file. */
  public static SafetensorsWriter create() {
    return new SafetensorsWriter();
  }

  /** Adds a metadata entry. */
  public SafetensorsWriter metadata(String key, String text) {
    metadata.addProperty(key, text);
    return this;
  }

  /**
   * Adds a tensor, rounded to half precision.
   *
   * @throws IllegalArgumentException if the values do not fill the shape, or one is not finite in
   *     half precision
   */
  public SafetensorsWriter f16(String name, Shape shape, float[] values) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(values.length + " values do not fill " + shape);
    }
    ByteBuffer bytes = ByteBuffer.allocate(2 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    for (float value : values) {
      short half = HalfFloats.toF16(value);
      if (!Float.isFinite(HalfFloats.fromF16(half))) {
        throw new IllegalArgumentException(value + " is not finite in half precision");
      }
      bytes.putShort(half);
    }
    JsonArray extents = new JsonArray();
    for (int extent : shape.toArray()) {
      extents.add(extent);
    }
    JsonArray offsets = new JsonArray();
    offsets.add(data.size());
    data.writeBytes(bytes.array());
    offsets.add(data.size());
    JsonObject entry = new JsonObject();
    entry.addProperty("dtype", "F16");
    entry.add("shape", extents);
    entry.add("data_offsets", offsets);
    header.add(name, entry);
    return this;
  }

  /** Returns the whole file; its header is padded with spaces to whole words. */
  public byte[] bytes() {
    JsonObject whole = new JsonObject();
    whole.add("__metadata__", metadata);
    header.entrySet().forEach(tensor -> whole.add(tensor.getKey(), tensor.getValue()));
    byte[] text = whole.toString().getBytes(StandardCharsets.UTF_8);
    int padded = (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    ByteBuffer file = ByteBuffer.allocate(8 + padded + data.size()).order(ByteOrder.LITTLE_ENDIAN);
    file.putLong(padded).put(text);
    while (file.position() < 8 + padded) {
      file.put((byte) ' ');
    }
    return file.put(data.toByteArray()).array();
  }
}
