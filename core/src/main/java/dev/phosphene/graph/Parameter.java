package dev.phosphene.graph;

import dev.phosphene.tensor.Finite;
import dev.phosphene.tensor.Shape;
import java.util.function.Supplier;

/**
 * A trained weight array, read from its file only when {@link #values} is called and not kept, so
 * that a graph costs nothing until it is compiled, and what is cut away is never read.
 *
 * @param name what the file calls it, for messages
 * @param shape for a convolution {@code [out, in / groups, kh, kw]}, else {@code [channels]}
 * @param source gives a fresh array of {@code shape.size()} values in row-major order; may throw
 *     {@link dev.phosphene.error.InputException}
 */
public record Parameter(String name, Shape shape, Supplier<float[]> source) {

  /** A parameter whose values are at hand. The array is copied at each read. */
  public static Parameter of(String name, Shape shape, float... values) {
    if (values.length != shape.size()) {
      throw new IllegalArgumentException(name + ": " + values.length + " values, not " + shape);
    }
    return new Parameter(name, shape, values::clone);
  }

  /**
   * Reads the values: a fresh array in row-major order, the caller's to change.
   *
   * @throws dev.phosphene.error.InputException if one of them is no finite number
   */
  public float[] values() {
    return Finite.weights("weight \"" + name + "\"", source.get());
  }

  /** The same with whatever is there: a mask, for one, is minus infinity where nothing passes. */
  public float[] anyValues() {
    return source.get();
  }

  @Override
  public String toString() {
    return name + " " + shape;
  }
}
