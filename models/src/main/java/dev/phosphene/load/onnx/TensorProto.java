package dev.phosphene.load.onnx;

import dev.phosphene.error.InputException;
import dev.phosphene.load.Wire;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * ONNX's {@code TensorProto}, without its values, which stay in the file.
 *
 * @param name may be empty
 * @param type ONNX's code of the element type
 * @param extents empty for a single number
 * @param body the whole message
 * @param external location of the values, if in another file; else empty
 */
record TensorProto(
    String name, int type, List<Integer> extents, Wire body, Map<String, String> external) {
  /** Maximum rank. */
  static final int MOST_EXTENTS = 16;

  static TensorProto read(Wire wire) {
    String name = "";
    int type = 0;
    LongStream.Builder dims = LongStream.builder();
    int rank = 0;
    boolean elsewhere = false;
    Map<String, String> external = new LinkedHashMap<>();
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> {
          rank += wire.countIntegers();
          if (rank > MOST_EXTENTS) {
            throw wire.damaged("a tensor has more than " + MOST_EXTENTS + " extents");
          }
          wire.integers(dims);
        }
        case 2 -> type = (int) wire.integer();
        case 3 -> throw wire.damaged("a tensor is stored in segments, which is not supported");
        case 8 -> name = wire.name();
        case 13 -> ModelProto.entry(wire.message(), external);
        case 14 -> elsewhere = wire.integer() == 1;
        default -> {}
      }
    }
    return new TensorProto(
        name,
        type,
        extents(wire.file(), name, dims.build().toArray()),
        wire.again(),
        elsewhere ? external : Map.of());
  }

  private static List<Integer> extents(String file, String name, long[] dims) {
    List<Integer> extents = new ArrayList<>();
    long size = 1;
    for (long dim : dims) {
      // Checked one by one, so that the product never overflows a long.
      size = dim < 0 || dim > Integer.MAX_VALUE ? Long.MAX_VALUE : size * dim;
      if (size > Integer.MAX_VALUE) {
        throw new InputException(
            "%s, tensor \"%s\" has the unusable shape %s"
                .formatted(file, name, LongStream.of(dims).boxed().toList()));
      }
      extents.add((int) dim);
    }
    return List.copyOf(extents);
  }

  /** Returns whether the values are in another file. */
  boolean isExternal() {
    return !external.isEmpty();
  }
}
