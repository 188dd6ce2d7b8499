package dev.phosphene.graph;

import dev.phosphene.tensor.Finite;
import dev.phosphene.tensor.Shape;
import java.util.function.Supplier;

/**
 * A trained weight array, read from its file only when {@link #values} is called and not kept, so
 * that a graph costs nothing until it is compiled, and parts that are cut away are never read.
 *
 * @param name what the file calls it, for messages
 * @param file that it lies in, for messages; the empty text where none is known
 * @param shape for a convolution {@code [out, in / groups, kh, kw]}, else {@code [channels]}
 * @param source supplies a new array of {@code shape.size()} values in row-major order; may throw
 *     {@link dev.phosphene.error.InputException}
 */
public record Parameter(String name, String file, Shape shape, Supplier<float[]> source) {

  /** A parameter of no known file. */
  public Parameter(String name, Shape shape, Supplier<float[]> source) {
    this(name, "", shape, source);
  }

  /** Makes a parameter with given values. The array is copied at each read. */
  public static Parameter of(String name, Shape shape, float... values) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(name + ": " + values.length + " values, not " + shape);
    }
    return new Parameter(name, shape, values::clone);
  }

  /** The same parameter with that file in its messages. */
  public Parameter in(String other) {
    return new Parameter(name, other, shape, source);
  }

  /** Values that are computed from this parameter's; messages name this one. */
  public Parameter computed(Shape other, Supplier<float[]> values) {
    return new Parameter(name, file, other, values);
  }

  /**
   * Reads the values: a new array in row-major order, which the caller may change.
   *
   * @throws dev.phosphene.error.InputException if a value is not finite
   */
  public float[] values() {
    String where = (file.isEmpty() ? "" : file + ", ") + "weight \"" + name + "\"";
    return Finite.weights(where, source.get());
  }

  /**
   * Reads values that need not be finite: a mask, for example, has minus infinity where it blocks.
   */
  public float[] anyValues() {
    return source.get();
  }

  @Override
  public String toString() {
    return name + " " + shape;
  }
}
