package dev.phosphene.load.onnx;

import dev.phosphene.graph.DataMovement;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Numbers in an ONNX graph that do not depend on the image, read when they are needed.
 *
 * @param name for messages
 * @param extents none for a single number; an extent may be 0
 * @param type what the file has, or what they were computed as
 * @param floats gives a fresh array
 * @param numbers the same in double
 * @param held how many numbers are kept in memory for it, as they were computed
 * @param depth how many steps there are between it and what it is read from
 */
record Constant(
    String name,
    List<Integer> extents,
    ElementType type,
    Supplier<float[]> floats,
    Supplier<double[]> numbers,
    int held,
    int depth) {
  /** More numbers than a mask or an index ever has. */
  static final int MOST_COMPUTED = 1 << 22;

  private static final int FEW = 1 << 12; // are moved at once
  private static final int DEEPEST = 64;

  Constant {
    extents = List.copyOf(extents);
    if (depth > DEEPEST) {
      throw new UnsupportedNode("the constant \"" + name + "\" is moved too many times");
    }
  }

  static Constant of(TensorProto tensor, String name, TensorReader reader) {
    ElementType type = ElementType.of(tensor.type()).orElse(ElementType.INT64);
    return new Constant(
        name,
        tensor.extents(),
        type,
        () -> reader.floats(tensor),
        () -> reader.numbers(tensor),
        0,
        0);
  }

  /** Numbers that another format's file holds. */
  static Constant of(String name, List<Integer> extents, boolean real, Supplier<float[]> floats) {
    Supplier<double[]> numbers =
        () -> {
          float[] values = floats.get();
          double[] wide = new double[values.length];
          for (int i = 0; i < wide.length; i++) {
            wide[i] = values[i];
          }
          return wide;
        };
    ElementType type = real ? ElementType.FLOAT : ElementType.INT64;
    return new Constant(name, extents, type, floats, numbers, 0, 0);
  }

  /** Numbers that were computed. */
  static Constant of(String name, List<Integer> extents, boolean real, double... numbers) {
    return of(name, extents, real ? ElementType.FLOAT : ElementType.INT64, numbers);
  }

  private static Constant of(
      String name, List<Integer> extents, ElementType type, double... numbers) {
    return new Constant(
        name,
        extents,
        type,
        () -> {
          float[] floats = new float[numbers.length];
          for (int i = 0; i < floats.length; i++) {
            floats[i] = (float) numbers[i];
          }
          return floats;
        },
        numbers::clone,
        numbers.length,
        0);
  }

  /** Whether they have fractions. */
  boolean real() {
    return type.real;
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
      throw new UnsupportedNode(
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
      throw new UnsupportedNode("\"%s\" has %d values, expected one".formatted(name, size()));
    }
    return few()[0];
  }

  /** The same numbers in another shape. */
  Constant reshaped(List<Integer> other) {
    return new Constant(name, other, type, floats, numbers, 0, depth);
  }

  /** The same numbers as another type: towards 0 if that has no fractions, 0 or 1 if it is bool. */
  Constant cast(ElementType other) {
    if (other.real || (!real() && other != ElementType.BOOL)) {
      return new Constant(name, extents, other, floats, numbers, 0, depth);
    }
    double[] whole = few();
    for (int i = 0; i < whole.length; i++) {
      whole[i] =
          other == ElementType.BOOL
              ? whole[i] == 0 ? 0 : 1
              : whole[i] < 0 ? Math.ceil(whole[i]) : Math.floor(whole[i]);
    }
    return of(name, extents, other, whole);
  }

  /** Each number changed. */
  Constant mapped(DoubleUnaryOperator number) {
    return of(name, extents, type, Arrays.stream(few()).map(number).toArray());
  }

  /** As a weight array of this program. */
  Parameter parameter(int... shape) {
    if (size() == 0) {
      throw new UnsupportedNode("the weight \"%s\" %s is empty".formatted(name, extents));
    }
    return new Parameter(name, Shape.of(shape), floats);
  }

  /** As what a node puts out for one example; a single number has one axis. */
  Shape shape() {
    if (size() == 0) {
      throw new UnsupportedNode("\"%s\" %s is empty".formatted(name, extents));
    }
    return rank() == 0
        ? Shape.of(1, 1)
        : Shape.of(IntStream.concat(IntStream.of(1), ints()).toArray());
  }

  private IntStream ints() {
    return extents.stream().mapToInt(extent -> extent);
  }

  /** As a weight array of its own shape. */
  Parameter parameter() {
    int[] all = shape().toArray();
    return parameter(Arrays.copyOfRange(all, 1, all.length));
  }

  /**
   * The same numbers at other places, by a table as {@link dev.phosphene.graph.DataMovement} gives
   * it; many are moved when they are read.
   */
  Constant moved(Supplier<int[]> from, List<Integer> other) {
    if (size() <= FEW && other.stream().reduce(1, (a, b) -> a * b) <= FEW) {
      return of(name, other, type, moved(from.get(), numbers.get()));
    }
    return new Constant(
        name,
        other,
        type,
        () -> {
          int[] places = from.get();
          float[] all = floats.get();
          float[] moved = new float[places.length];
          for (int i = 0; i < moved.length; i++) {
            moved[i] = places[i] < 0 ? 0 : all[places[i]];
          }
          return moved;
        },
        () -> moved(from.get(), numbers.get()),
        0,
        depth + 1);
  }

  private static double[] moved(int[] from, double[] all) {
    double[] moved = new double[from.length];
    for (int i = 0; i < moved.length; i++) {
      moved[i] = from[i] < 0 ? 0 : all[from[i]];
    }
    return moved;
  }

  /** {@code [a, b]} as {@code [b, a]}. */
  Constant transposed() {
    Op turn = new Op.Transpose(List.of(2, 1));
    return moved(
        () -> DataMovement.of(turn, shape()).orElseThrow(),
        List.of(extents.get(1), extents.get(0)));
  }
}
