package dev.phosphene.load.tensorflow;

import dev.phosphene.graph.Parameter;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.hdf5.KerasLayout;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Supplier;

/**
 * Numbers that do not depend on the image, read or computed on demand.
 *
 * @param name its name, for messages
 * @param extents empty for a single number; an extent may be 0
 * @param real whether the type has fractions
 * @param floats returns a fresh array
 * @param numbers the same in double
 * @param work number of values read and computed for it
 * @param depth number of steps between it and what it is read from
 */
record FrozenConstant(
    String name,
    List<Integer> extents,
    boolean real,
    Supplier<float[]> floats,
    Supplier<double[]> numbers,
    long work,
    int depth) {
  /** Limit of work; no batch normalization is computed from more values. */
  private static final long MOST_WORK = 1L << 20;

  /** Maximum number of steps to compute a larger constant. */
  private static final int MOST_STEPS = 16;

  /** Maximum size of shapes, axes and such, which are computed immediately. */
  private static final int FEW = 64;

  private static final int DEEPEST = 64;

  FrozenConstant {
    extents = List.copyOf(extents);
    long size = extents.stream().reduce(1, (a, b) -> a * b);
    if (depth > DEEPEST || (depth > 0 && work > Math.max(MOST_WORK, MOST_STEPS * size))) {
      throw new Unsupported("the constant \"" + name + "\" takes too much to compute");
    }
  }

  /** Returns a constant of given numbers. */
  static FrozenConstant of(String name, List<Integer> extents, boolean real, double... values) {
    Supplier<float[]> floats = () -> floats(values);
    return new FrozenConstant(name, extents, real, floats, values::clone, values.length, 0);
  }

  private static float[] floats(double[] values) {
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) {
      floats[i] = (float) values[i];
    }
    return floats;
  }

  int size() {
    return extents.stream().reduce(1, (a, b) -> a * b);
  }

  int rank() {
    return extents.size();
  }

  /** Returns the numbers; fails if there are many. */
  double[] few() {
    if (size() > FEW) {
      throw new Unsupported(
          "\"%s\" %s has too many values for a shape or a list".formatted(name, extents));
    }
    return numbers.get();
  }

  /** Returns the numbers as sizes, axes or indices. */
  int[] integers() {
    double[] few = few();
    int[] integers = new int[few.length];
    for (int i = 0; i < few.length; i++) {
      integers[i] = (int) few[i];
    }
    return integers;
  }

  /** Returns the only number. */
  double single() {
    if (size() != 1) {
      throw new Unsupported("\"%s\" has %d values, expected one".formatted(name, size()));
    }
    return few()[0];
  }

  /** Returns the same numbers in another shape. */
  FrozenConstant reshaped(List<Integer> other) {
    return new FrozenConstant(name, other, real, floats, numbers, work, depth);
  }

  /** Converts to another type: rounds towards 0 for integers. */
  FrozenConstant cast(boolean other) {
    return other || !real
        ? new FrozenConstant(name, extents, other, floats, numbers, work, depth)
        : mapped(name, v -> v < 0 ? Math.ceil(v) : Math.floor(v)).cast();
  }

  private FrozenConstant cast() {
    return new FrozenConstant(name, extents, false, floats, numbers, work, depth);
  }

  /** Applies a function to each number. */
  FrozenConstant mapped(String result, DoubleUnaryOperator function) {
    return computed(
        result,
        extents,
        work + size(),
        depth + 1,
        () -> {
          double[] values = numbers.get();
          for (int i = 0; i < values.length; i++) {
            values[i] = rounded(function.applyAsDouble(values[i]));
          }
          return values;
        });
  }

  /** Combines two constants elementwise, broadcasting a single number or the last axis. */
  FrozenConstant with(String result, FrozenConstant other, DoubleBinaryOperator function) {
    FrozenConstant large = size() >= other.size() && rank() >= other.rank() ? this : other;
    for (FrozenConstant each : List.of(this, other)) {
      int last = each.rank() == 0 ? 1 : each.extents.get(each.rank() - 1);
      boolean lastAxis = each.size() == last && large.rank() > 0;
      boolean fits =
          each.size() == 1
              || each.extents.equals(large.extents)
              || (lastAxis && last == large.extents.get(large.rank() - 1));
      if (!fits || large.size() == 0 || each.size() == 0) {
        throw new Unsupported(
            "constants of %s and %s do not go together".formatted(extents, other.extents));
      }
    }
    return computed(
        result,
        large.extents,
        work + other.work + large.size(),
        Math.max(depth, other.depth) + 1,
        () -> {
          double[] a = numbers.get();
          double[] b = other.numbers.get();
          double[] values = new double[Math.max(a.length, b.length)];
          for (int i = 0; i < values.length; i++) {
            values[i] = rounded(function.applyAsDouble(a[i % a.length], b[i % b.length]));
          }
          return values;
        });
  }

  /** Rounds as TensorFlow does, which computes in single precision. */
  private double rounded(double value) {
    return real ? (float) value : value;
  }

  private FrozenConstant computed(
      String result, List<Integer> shape, long cost, int steps, Supplier<double[]> values) {
    if (shape.stream().reduce(1, (a, b) -> a * b) <= FEW) {
      return of(result, shape, real, values.get());
    }
    return new FrozenConstant(result, shape, real, () -> floats(values.get()), values, cost, steps);
  }

  /** Returns a TensorFlow kernel {@code [kh, kw, in, out]} for a convolution of ours. */
  Parameter kernel(Shape shape) {
    if (size() != shape.size()) {
      throw new Unsupported(
          "its kernel \"%s\" %s has not %d values".formatted(name, extents, shape.size()));
    }
    return new Parameter(name, shape, () -> KerasLayout.outermostFirst(floats.get(), shape));
  }

  /** Returns it unchanged, in another shape of ours. */
  Parameter plain(Shape shape) {
    return new Parameter(name, shape, floats);
  }

  /** Returns one number per channel, from one for all or one per index of the last axis. */
  Parameter perChannel(int channels) {
    int size = size();
    int last = rank() == 0 ? 1 : extents.get(rank() - 1);
    if (size != 1 && (size != channels || last != channels)) {
      throw new Unsupported(
          "the constant \"%s\" %s is not one number for each of the %d channels"
              .formatted(name, extents, channels));
    }
    return size == channels
        ? plain(Shape.of(channels))
        : new Parameter(
            name,
            Shape.of(channels),
            () -> {
              float[] each = new float[channels];
              Arrays.fill(each, floats.get()[0]);
              return each;
            });
  }
}
