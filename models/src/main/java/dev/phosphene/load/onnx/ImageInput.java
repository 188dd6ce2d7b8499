package dev.phosphene.load.onnx;

import dev.phosphene.error.InputException;
import dev.phosphene.load.onnx.Axis.Kind;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * The image input.
 *
 * @param extents as in the file, −1 where open
 * @param channelsLast whether the axes are {@code [n, h, w, c]}
 */
record ImageInput(String name, List<Long> extents, boolean channelsLast) {
  /** Usual input sizes, tried in this order if the file gives none. */
  private static final List<Integer> USUAL =
      List.of(224, 299, 32, 28, 227, 64, 96, 128, 160, 192, 256, 240, 288, 384, 448, 512, 640);

  /**
   * Finds the image among the inputs.
   *
   * @throws InputException if there is none
   */
  static ImageInput of(String file, GraphProto graph) {
    List<String> others = new ArrayList<>();
    for (ValueProto input : graph.inputs()) {
      if (graph.initializers().containsKey(input.name())) {
        continue; // old files list their weights as inputs, too
      }
      List<Long> extents = input.extents();
      if (extents.size() == 4) {
        boolean last = isColor(extents.get(3)) && !isColor(extents.get(1));
        return new ImageInput(input.name(), extents, last);
      }
      others.add(input.name() + " " + extents);
    }
    throw new InputException(
        "%s has no input that is a picture, [n, c, h, w]; its inputs are %s"
            .formatted(file, others));
  }

  private static boolean isColor(long extent) {
    return extent == 3 || extent == 1;
  }

  /** Returns whether the file fixes height and width. */
  boolean fixed() {
    return row() != ValueProto.ANY && column() != ValueProto.ANY;
  }

  /** Returns the shapes {@code [n, c, h, w]} that the file may have been made for. */
  List<Shape> shapes() {
    List<Shape> shapes = new ArrayList<>();
    for (int size : fixed() ? List.of(0) : USUAL) {
      long channels = extents.get(channelsLast ? 3 : 1);
      try {
        shapes.add(
            Shape.of(
                Math.toIntExact(Math.max(extents.get(0), 1)),
                channels == ValueProto.ANY ? 3 : Math.toIntExact(channels),
                Math.toIntExact(row() == ValueProto.ANY ? size : row()),
                Math.toIntExact(column() == ValueProto.ANY ? size : column())));
      } catch (ArithmeticException | IllegalArgumentException e) {
        throw new InputException(
            "the input \"" + name + "\" has the impossible shape " + extents, e);
      }
    }
    return shapes;
  }

  private long row() {
    return extents.get(channelsLast ? 1 : 2);
  }

  private long column() {
    return extents.get(channelsLast ? 2 : 3);
  }

  /** Returns the axes of the file's input. */
  List<Axis> axes(Shape shape) {
    Axis batch = Axis.of(Kind.BATCH, shape.n());
    Axis channel = Axis.of(Kind.CHANNEL, shape.c());
    Axis row = Axis.of(Kind.ROW, shape.h());
    Axis column = Axis.of(Kind.COLUMN, shape.w());
    return channelsLast
        ? List.of(batch, row, column, channel)
        : List.of(batch, channel, row, column);
  }
}
