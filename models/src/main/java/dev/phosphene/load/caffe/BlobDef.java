package dev.phosphene.load.caffe;

import dev.phosphene.graph.Parameter;
import dev.phosphene.load.Unsupported;
import dev.phosphene.load.Wire;
import dev.phosphene.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;

/**
 * A layer's array, whose values stay in the file.
 *
 * @param name for messages
 * @param extents as in the file; older files always give four
 * @param count number of values
 * @param body the whole message
 */
record BlobDef(String name, List<Long> extents, long count, Wire body) {
  private static final int MOST_EXTENTS = 32; // Caffe's own limit
  private static final int FLOATS = 5;
  private static final int DOUBLES = 8;

  static BlobDef read(String name, Wire wire) {
    List<Long> extents = new ArrayList<>();
    long[] old = new long[4];
    boolean four = false;
    long count = 0;
    while (wire.next()) {
      switch (wire.field()) {
        case 1, 2, 3, 4 -> {
          old[wire.field() - 1] = wire.integer();
          four = true;
        }
        case FLOATS -> count += wire.fixed().remaining() / 4;
        case DOUBLES -> count += wire.fixed().remaining() / 8;
        case 7 -> shape(wire.message(), extents);
        default -> {}
      }
    }
    if (extents.isEmpty() && four) {
      for (long extent : old) {
        extents.add(extent);
      }
    }
    return new BlobDef(name, List.copyOf(extents), count, wire.again());
  }

  private static void shape(Wire wire, List<Long> extents) {
    while (wire.next()) {
      if (wire.field() == 1) {
        if (extents.size() + wire.countIntegers() > MOST_EXTENTS) {
          throw wire.damaged("a shape of more than " + MOST_EXTENTS + " extents");
        }
        LongStream.Builder dims = LongStream.builder();
        wire.integers(dims);
        dims.build().forEach(extents::add);
      }
    }
  }

  /**
   * Returns it as a weight array.
   *
   * @throws Unsupported if the number of values differs
   */
  Parameter parameter(Shape shape) {
    if (count != shape.size()) {
      throw new Unsupported(
          "its %s of %s has %d values; expected %s".formatted(name, extents, count, shape));
    }
    return new Parameter(name, shape, () -> values(shape.size()));
  }

  private float[] values(int size) {
    float[] values = new float[size];
    int at = 0;
    Wire wire = body.again();
    while (wire.next()) {
      if (wire.field() == FLOATS) {
        ByteBuffer some = wire.fixed();
        int more = some.remaining() / 4;
        some.asFloatBuffer().get(values, at, more);
        at += more;
      } else if (wire.field() == DOUBLES) {
        ByteBuffer some = wire.fixed();
        for (int i = 0; i + 8 <= some.remaining(); i += 8) {
          values[at++] = (float) some.getDouble(i);
        }
      }
    }
    return values;
  }
}
