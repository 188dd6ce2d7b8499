package dev.phosphene.train;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes half-precision tensors as a safetensors file: length of the header (8 bytes,
 * little-endian), header (JSON, padded with spaces to 8 bytes), values (little-endian).
 */
final class SafetensorsExport {
  private SafetensorsExport() {}

  /**
   * One tensor.
   *
   * @param values float32, row-major; rounded to half precision in the file
   */
  record Entry(float[] values, int... shape) {
    Entry {
      int n = 1;
      for (int s : shape) {
        n *= s;
      }
      if (n != values.length) {
        throw new IllegalArgumentException(values.length + " values for a shape of " + n);
      }
    }

    List<Integer> dimensions() {
      return java.util.Arrays.stream(shape).boxed().toList();
    }
  }

  /** Returns the bytes of a file. */
  static byte[] bytes(Map<String, String> metadata, Map<String, Entry> tensors) {
    Map<String, Object> header = new LinkedHashMap<>();
    header.put("__metadata__", metadata);
    int at = 0;
    for (Map.Entry<String, Entry> e : tensors.entrySet()) {
      int end = at + 2 * e.getValue().values().length;
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("dtype", "F16");
      entry.put("shape", e.getValue().dimensions());
      entry.put("data_offsets", List.of(at, end));
      header.put(e.getKey(), entry);
      at = end;
    }
    byte[] json = Json.of(header).getBytes(StandardCharsets.UTF_8);
    int padded = (json.length + 7) / 8 * 8;
    ByteBuffer out = ByteBuffer.allocate(8 + padded + at).order(ByteOrder.LITTLE_ENDIAN);
    out.putLong(padded).put(json);
    while (out.position() < 8 + padded) {
      out.put((byte) ' ');
    }
    for (Entry e : tensors.values()) {
      for (float v : e.values()) {
        out.putShort(Half.of(v));
      }
    }
    return out.array();
  }

  /** Reads back the tensors from which a file was written, in their order. */
  static Map<String, Entry> read(Path file, Map<String, Entry> written) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    in.position(8 + (int) in.getLong(0));
    Map<String, Entry> read = new LinkedHashMap<>();
    written.forEach(
        (name, entry) -> {
          float[] values = new float[entry.values().length];
          for (int i = 0; i < values.length; i++) {
            values[i] = Half.toFloat(in.getShort());
          }
          read.put(name, new Entry(values, entry.shape()));
        });
    return read;
  }
}
