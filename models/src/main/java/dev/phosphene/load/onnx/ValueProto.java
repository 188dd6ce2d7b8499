package dev.phosphene.load.onnx;

import dev.phosphene.load.Wire;
import java.util.ArrayList;
import java.util.List;

/**
 * ONNX's {@code ValueInfoProto}: an input or output.
 *
 * @param type code of the element type; 0 if it is not a tensor
 * @param extents −1 where open
 */
record ValueProto(String name, int type, List<Long> extents) {
  /** Marks an extent that is a symbol, or absent. */
  static final long ANY = -1;

  static ValueProto read(Wire wire) {
    String name = "";
    int type = 0;
    List<Long> extents = new ArrayList<>();
    while (wire.next()) {
      if (wire.field() == 1) {
        name = wire.name();
      } else if (wire.field() == 2) {
        Wire kinds = wire.message(); // TypeProto
        while (kinds.next()) {
          if (kinds.field() == 1) {
            Wire tensor = kinds.message(); // TypeProto.Tensor
            while (tensor.next()) {
              if (tensor.field() == 1) {
                type = (int) tensor.integer();
              } else if (tensor.field() == 2) {
                shape(tensor.message(), extents);
              }
            }
          }
        }
      }
    }
    return new ValueProto(name, type, List.copyOf(extents));
  }

  /** Reads a {@code TensorShapeProto}. */
  private static void shape(Wire wire, List<Long> extents) {
    while (wire.next()) {
      if (wire.field() == 1) {
        long extent = ANY;
        Wire dimension = wire.message();
        while (dimension.next()) {
          if (dimension.field() == 1) {
            extent = dimension.integer();
          }
        }
        extents.add(extent < 1 ? ANY : extent);
        if (extents.size() > TensorProto.MOST_EXTENTS) {
          throw wire.damaged("a shape has more than " + TensorProto.MOST_EXTENTS + " extents");
        }
      }
    }
  }
}
