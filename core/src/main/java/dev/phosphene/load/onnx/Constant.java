package dev.phosphene.load.onnx;

import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Numbers in an ONNX graph that do not depend on the picture, read when they are needed.
 *
 * @param name for messages
 * @param extents none for a single number; an extent may be 0
 * @param real whether they have fractions
 * @param floats gives a fresh array
 * @param numbers the same in double
 */
record Constant(
    String name,
    List<Integer> extents,
    boolean real,
    Supplier<float[]> floats,
    Supplier<double[]> numbers) {
  /** More numbers than a shape or an index ever has. */
  static final int MOST_COMPUTED = 1 << 16;

  Constant {
    extents = List.copyOf(extents);
  }

  static Constant of(TensorProto tensor, String name, TensorReader reader) {
    boolean real = ElementType.of(tensor.type()).map(type -> type.real).orElse(false);
    return new Constant(
        name, tensor.extents(), real, () -> reader.floats(tensor), () -> reader.numbers(tensor));
  }

  /** Numbers that were computed. */
  static Constant of(String name, List<Integer> extents, boolean real, double... numbers) {
    return new Constant(
        name,
        extents,
        real,
        () -> {
          float[] floats = new float[numbers.length];
          for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
          }
          return floats;
        },
        numbers::clone);
  }

  int size() {
    return extents.stream().reduce(1, (a, b) -> a * b);
  }

  int rank() {
    return extents.size();
  }

  /** The numbers, for arithmetic; there are not many of them. */
  double[] few() {
    if (size() > MOST_COMPUTED) {
      throw new Unsupported(
          "the constant \"%s\" of %d values would have to be computed".formatted(name, size()));
    }
    return numbers.get();
  }

  /** The numbers as integers; what is too large is the largest. */
  List<Long> integers() {
    List<Long> list = new ArrayList<>();
    for (double number : few()) {
      list.add((long) number);
    }
    return list;
  }

  /** The only number. */
  double single() {
    if (size() != 1) {
      throw new Unsupported("\"%s\" has %d values, expected one".formatted(name, size()));
    }
    return few()[0];
  }

  /** The same numbers in another shape. */
  Constant reshaped(List<Integer> other) {
    return new Constant(name, other, real, floats, numbers);
  }

  /** As a weight array of this program. */
  Parameter parameter(int... shape) {
    if (size() == 0) {
      throw new Unsupported("the weight \"%s\" %s is empty".formatted(name, extents));
    }
    return new Parameter(name, Shape.of(shape), floats);
  }

  /** {@code [a, b]} as {@code [b, a]}. */
  Constant transposed() {
    int rows = extents.get(0);
    int columns = extents.get(1);
    Supplier<float[]> turned =
        () -> {
          float[] from = floats.get();
          float[] to = new float[from.length];
          for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
              to[j * rows + i] = from[i * columns + j];
            }
          }
          return to;
        };
    return new Constant(
        name,
        List.of(columns, rows),
        real,
        turned,
        () -> {
          float[] values = turned.get();
          double[] wide = new double[values.length];
          for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
          }
          return wide;
        });
  }
}
