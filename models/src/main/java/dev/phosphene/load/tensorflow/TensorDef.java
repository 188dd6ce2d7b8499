package dev.phosphene.load.tensorflow;

import dev.phosphene.load.Wire;
import java.util.ArrayList;
import java.util.List;

/**
 * TensorFlow's {@code TensorProto}, without its values, which stay in the file.
 *
 * @param name name of the node that holds it, for messages
 * @param type TensorFlow's code of the element type
 * @param extents empty for a single number
 * @param body the whole message
 */
record TensorDef(String name, int type, List<Long> extents, Wire body) {
  /** Maximum rank. */
  private static final int MOST_EXTENTS = 16;

  TensorDef {
    extents = List.copyOf(extents);
  }

  static TensorDef read(String name, Wire wire) {
    int type = 0;
    List<Long> extents = List.of();
    while (wire.next()) {
      switch (wire.field()) {
        case 1 -> type = (int) wire.integer();
        case 2 -> extents = shape(wire.message());
        default -> {}
      }
    }
    return new TensorDef(name, type, extents, wire.again());
  }

  /** Reads a {@code TensorShapeProto}. */
  static List<Long> shape(Wire wire) {
    List<Long> extents = new ArrayList<>();
    while (wire.next()) {
      if (wire.field() == 2) {
        long size = 0;
        Wire dim = wire.message();
        while (dim.next()) {
          size = dim.field() == 1 ? dim.integer() : size;
        }
        extents.add(size);
        if (extents.size() > MOST_EXTENTS) {
          throw wire.damaged("a shape of more than " + MOST_EXTENTS + " extents");
        }
      }
    }
    return extents;
  }

  /** Returns the same values under another name. */
  TensorDef named(String other) {
    return new TensorDef(other, type, extents, body);
  }
}
