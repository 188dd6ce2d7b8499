package dev.phosphene.load.tensorflow;

import dev.phosphene.error.InputException;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.Wire;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/** Reads the values of tensors from the mapped file. */
final class TensorValues {
  /** Maximum size of a tensor filled by one value, however small the file is. */
  private static final int FILLED = 1 << 16;

  private final String file;
  private final long length;

  /**
   * Creates a reader for a file.
   *
   * @param length the file's size in bytes, a bound for every tensor
   */
  TensorValues(String file, long length) {
    this.file = file;
    this.length = length;
  }

  /**
   * Returns a tensor as a constant; reads only the number of its values.
   *
   * @throws InputException if its values are missing
   * @throws Unsupported if they are not numbers
   */
  FrozenConstant constant(TensorDef tensor) {
    FrozenType type =
        FrozenType.of(tensor.type())
            .orElseThrow(
                () -> new Unsupported("elements of type " + tensor.type() + " are not supported"));
    List<Integer> extents = extents(tensor);
    int size = extents.stream().reduce(1, (a, b) -> a * b);
    Optional<ByteBuffer> content = content(tensor, type, size);
    if (content.isEmpty()) {
      long count = count(tensor, type);
      if (count > size) {
        throw new InputException("%s: %d values for %s".formatted(where(tensor), count, extents));
      }
      if (count < size && size > FILLED && (long) size * type.bytes > length) {
        throw new InputException(
            "%s claims %d values, more than the file has room for".formatted(where(tensor), size));
      }
    }
    return new FrozenConstant(
        tensor.name(),
        extents,
        type.real,
        () -> floats(tensor, type, size),
        () -> numbers(tensor, type, size),
        size,
        0);
  }

  private List<Integer> extents(TensorDef tensor) {
    List<Integer> extents = new ArrayList<>();
    long size = 1;
    for (long extent : tensor.extents()) {
      size = extent < 0 || extent > Integer.MAX_VALUE ? Long.MAX_VALUE : size * extent;
      if (size > Integer.MAX_VALUE) {
        throw new InputException(
            "%s has the unusable shape %s".formatted(where(tensor), tensor.extents()));
      }
      extents.add((int) extent);
    }
    return extents;
  }

  private float[] floats(TensorDef tensor, FrozenType type, int size) {
    Optional<ByteBuffer> content = content(tensor, type, size);
    float[] values = new float[size];
    if (content.isPresent() && type == FrozenType.FLOAT) {
      content.get().asFloatBuffer().get(values);
      return values;
    }
    double[] numbers = numbers(tensor, type, size);
    for (int i = 0; i < size; i++) {
      values[i] = (float) numbers[i];
    }
    return values;
  }

  /** Returns the values; if there are fewer than the shape requires, the last fills the rest. */
  private double[] numbers(TensorDef tensor, FrozenType type, int size) {
    double[] values = new double[size];
    Optional<ByteBuffer> content = content(tensor, type, size);
    if (content.isPresent()) {
      for (int i = 0; i < size; i++) {
        values[i] = type.raw(content.get(), i);
      }
      return values;
    }
    int at = 0;
    Wire wire = tensor.body().again();
    while (wire.next()) {
      if (wire.field() != type.field) {
        continue;
      }
      if (type.fixed()) {
        ByteBuffer some = wire.fixed();
        for (int i = 0; i < some.remaining() / type.bytes && at < size; i++) {
          values[at++] = type.raw(some, i);
        }
      } else {
        LongStream.Builder integers = LongStream.builder();
        wire.integers(integers);
        for (long value : integers.build().toArray()) {
          if (at < size) {
            values[at++] = type.ofInteger(value);
          }
        }
      }
    }
    if (at > 0 && at < size) {
      Arrays.fill(values, at, size, values[at - 1]);
    }
    return values;
  }

  /** Returns the values as raw bytes, if stored so; exactly as many as the shape requires. */
  private Optional<ByteBuffer> content(TensorDef tensor, FrozenType type, int size) {
    Wire wire = tensor.body().again();
    while (wire.next()) {
      if (wire.field() == 4 && wire.run().hasRemaining()) {
        ByteBuffer data = wire.run();
        if (data.remaining() != (long) size * type.bytes) {
          throw new InputException(
              "%s: %d bytes do not fill %s of %s"
                  .formatted(where(tensor), data.remaining(), tensor.extents(), type));
        }
        return Optional.of(data);
      }
    }
    return Optional.empty();
  }

  private static long count(TensorDef tensor, FrozenType type) {
    long count = 0;
    Wire wire = tensor.body().again();
    while (wire.next()) {
      if (wire.field() == type.field) {
        count += type.fixed() ? wire.fixed().remaining() / type.bytes : wire.countIntegers();
      }
    }
    return count;
  }

  private String where(TensorDef tensor) {
    return file + ", constant \"" + tensor.name() + "\"";
  }
}
