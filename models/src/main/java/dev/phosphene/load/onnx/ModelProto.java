package dev.phosphene.load.onnx;

import dev.phosphene.load.Wire;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * ONNX's {@code ModelProto} (onnx/onnx, onnx/onnx.proto).
 *
 * @param producer the program that wrote the file
 * @param opsets version by domain; ONNX's own domain is the empty text
 * @param metadata free-form texts
 */
record ModelProto(
    String producer, Map<String, Long> opsets, Map<String, String> metadata, GraphProto graph) {

  static ModelProto read(Wire wire) {
    String producer = "";
    Map<String, Long> opsets = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    @Nullable GraphProto graph = null;
    while (wire.next()) {
      switch (wire.field()) {
        case 2 -> producer = wire.text();
        case 3 -> producer = (producer + " " + wire.text()).strip();
        case 7 -> {
          if (graph != null) {
            throw wire.damaged("there are two graphs");
          }
          graph = GraphProto.read(wire.message());
        }
        case 8 -> opset(wire.message(), opsets);
        case 14 -> entry(wire.message(), metadata);
        default -> {}
      }
    }
    if (graph == null) {
      throw wire.damaged("there is no graph in it");
    }
    return new ModelProto(
        producer,
        Collections.unmodifiableMap(opsets),
        Collections.unmodifiableMap(metadata),
        graph);
  }

  private static void opset(Wire wire, Map<String, Long> opsets) {
    String domain = "";
    long version = 0;
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> domain = wire.text();
        case 2 -> version = wire.integer();
        default -> {}
      }
    }
    opsets.put(domain.equals("ai.onnx") ? "" : domain, version);
  }

  /** A {@code StringStringEntryProto}. */
  static void entry(Wire wire, Map<String, String> entries) {
    String key = "";
    String value = "";
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> key = wire.text();
        case 2 -> value = wire.text();
        default -> {}
      }
    }
    entries.put(key, value);
  }
}
