package dev.phosphene.load.onnx;

import dev.phosphene.error.InputException;
import dev.phosphene.load.Wire;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.stream.LongStream;

/** Reads the values of tensors from the mapped file, or from files beside it. */
final class TensorReader {
  private final String file;
  private final ExternalData beside;

  TensorReader(String file, ExternalData beside) {
    this.file = file;
    this.beside = beside;
  }

  /**
   * Checks that the tensor's values can be there, without reading them.
   *
   * @throws InputException if their number does not match its shape
   */
  void check(TensorProto tensor) {
    if (!tensor.isExternal()) {
      ElementType.of(tensor.type())
          .ifPresent(
              type -> {
                if (raw(tensor, type).isEmpty()) {
                  requireCount(tensor, count(tensor, type));
                }
              });
    }
  }

  /**
   * Returns a fresh array of the values.
   *
   * @throws InputException if they are missing or of an unsupported type
   */
  float[] floats(TensorProto tensor) {
    ElementType type = type(tensor);
    Optional<ByteBuffer> raw = raw(tensor, type);
    double[] listed = raw.isPresent() ? new double[0] : numbers(tensor);
    float[] values = new float[size(tensor)];
    if (raw.isPresent() && type == ElementType.FLOAT) {
      raw.get().asFloatBuffer().get(values);
      return values;
    }
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (raw.isPresent() ? type.raw(raw.get(), i) : listed[i]);
    }
    return values;
  }

  /** Returns the same in double, which holds any integer that a shape or an index can be. */
  double[] numbers(TensorProto tensor) {
    ElementType type = type(tensor);
    Optional<ByteBuffer> raw = raw(tensor, type);
    if (raw.isPresent()) {
      double[] values = new double[size(tensor)];
      for (int i = 0; i < values.length; i++) {
        values[i] = type.raw(raw.get(), i);
      }
      return values;
    }
    requireCount(tensor, count(tensor, type)); // so that the array is no larger than the file
    return listed(tensor, type);
  }

  private ElementType type(TensorProto tensor) {
    return ElementType.of(tensor.type())
        .orElseThrow(
            () ->
                new InputException(
                    where(tensor) + " has elements of type " + tensor.type() + ", not supported"));
  }

  /** Returns the values as raw bytes, if stored so; exactly as many as the shape requires. */
  private Optional<ByteBuffer> raw(TensorProto tensor, ElementType type) {
    long expected = (long) size(tensor) * type.bytes;
    if (tensor.isExternal()) {
      return Optional.of(beside.read(where(tensor), tensor.external(), expected));
    }
    Wire wire = tensor.body().again();
    while (wire.next()) {
      if (wire.field() == 9) {
        ByteBuffer data = wire.run();
        if (data.remaining() != expected) {
          throw new InputException(
              "%s: %d bytes do not fill %s of %s"
                  .formatted(where(tensor), data.remaining(), tensor.extents(), type));
        }
        return Optional.of(data);
      }
    }
    return Optional.empty();
  }

  /** Returns the number of values listed one by one. */
  private static long count(TensorProto tensor, ElementType type) {
    boolean wide = type == ElementType.DOUBLE;
    boolean fixed = wide || type == ElementType.FLOAT;
    long count = 0;
    Wire wire = tensor.body().again();
    while (wire.next()) {
      if (wire.field() == type.field()) {
        count += fixed ? wire.fixed().remaining() / (wide ? 8 : 4) : wire.countIntegers();
      }
    }
    return count;
  }

  private static double[] listed(TensorProto tensor, ElementType type) {
    double[] values = new double[size(tensor)];
    int at = 0;
    Wire wire = tensor.body().again();
    while (wire.next()) {
      if (wire.field() != type.field()) {
        continue;
      }
      if (type == ElementType.FLOAT || type == ElementType.DOUBLE) {
        ByteBuffer some = wire.fixed();
        for (int i = 0; i < some.remaining() / type.bytes; i++) {
          values[at++] = type.raw(some, i);
        }
      } else {
        LongStream.Builder integers = LongStream.builder();
        wire.integers(integers);
        for (long value : integers.build().toArray()) {
          values[at++] = type.ofInteger(value);
        }
      }
    }
    return values;
  }

  private void requireCount(TensorProto tensor, long count) {
    if (count != size(tensor)) {
      throw new InputException(
          "%s: %d values do not fill %s".formatted(where(tensor), count, tensor.extents()));
    }
  }

  private static int size(TensorProto tensor) {
    return tensor.extents().stream().reduce(1, (a, b) -> a * b);
  }

  private String where(TensorProto tensor) {
    return file + ", tensor \"" + tensor.name() + "\"";
  }
}
