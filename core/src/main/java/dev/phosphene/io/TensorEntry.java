package dev.phosphene.io;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A tensor's entry in a safetensors header.
 *
 * @param begin start of its bytes, from the end of the header
 * @param end end of its bytes, exclusive
 */
record TensorEntry(Type type, List<Long> extents, long begin, long end) {

  /** The types of the format. */
  enum Type {
    F32(4),
    F16(2),
    BF16(2),
    F64(8),
    I64(8),
    I32(4),
    I16(2),
    I8(1),
    U64(8),
    U32(4),
    U16(2),
    U8(1),
    BOOL(1);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    int bytes() {
      return bytes;
    }

    /** Returns whether it is a floating-point type; values of F64 are rounded to float32. */
    boolean readable() {
      return this == F32 || this == F16 || this == BF16 || this == F64;
    }

    /** Decodes {@code count} values into {@code values}, starting at {@code at}. */
    void decode(ByteBuffer from, float[] values, int at, int count) {
      if (this == F32) {
        from.asFloatBuffer().get(values, at, count);
        return;
      }
      for (int i = at; i < at + count; i++) {
        values[i] =
            switch (this) {
              case F64 -> (float) from.getDouble();
              case F16 -> HalfFloats.fromF16(from.getShort());
              default -> HalfFloats.fromBf16(from.getShort());
            };
      }
    }
  }

  /**
   * Returns all tensors of a header; they must fill the {@code size} bytes after it without
   * overlap.
   */
  static Map<String, TensorEntry> all(Fields header, long size) {
    Map<String, TensorEntry> entries = new LinkedHashMap<>();
    for (String name : header.json().keySet()) {
      String where = header.where() + ", tensor \"" + name + "\"";
      entries.put(name, of(Fields.of(header.json().get(name), where), size));
    }
    requireGapless(entries, header.where(), size);
    return Collections.unmodifiableMap(entries);
  }

  private static TensorEntry of(Fields fields, long size) {
    Type type = type(fields);
    List<Long> extents = fields.longs("shape");
    List<Long> offsets = fields.longs("data_offsets");
    if (offsets.size() != 2) {
      throw new InputException(fields.where() + ": expected two offsets, not " + offsets);
    }
    long begin = offsets.get(0);
    long end = offsets.get(1);
    if (begin < 0 || begin > end) {
      throw new InputException(fields.where() + ": impossible offsets " + offsets);
    }
    if (end > size) {
      throw new InputException(
          fields.where() + " ends at " + end + " of " + size + " bytes; the file is cut short");
    }
    if (end - begin != bytes(type, extents, fields.where())) {
      throw new InputException(
          fields.where() + ": " + type + " " + extents + " does not fill " + offsets);
    }
    return new TensorEntry(type, extents, begin, end);
  }

  private static Type type(Fields fields) {
    String dtype = fields.string("dtype");
    for (Type type : Type.values()) {
      if (type.name().equals(dtype)) {
        return type;
      }
    }
    throw new InputException(fields.where() + ": unknown dtype \"" + dtype + "\"");
  }

  private static long bytes(Type type, List<Long> extents, String where) {
    long bytes = type.bytes();
    try {
      for (long extent : extents) {
        if (extent < 0) {
          throw new InputException(where + ": impossible shape " + extents);
        }
        bytes = Math.multiplyExact(bytes, extent);
      }
    } catch (ArithmeticException e) {
      throw new InputException(where + ": impossible shape " + extents, e);
    }
    return bytes;
  }

  private static void requireGapless(Map<String, TensorEntry> entries, String where, long size) {
    List<Map.Entry<String, TensorEntry>> sorted = new ArrayList<>(entries.entrySet());
    sorted.sort(
        Comparator.comparingLong((Map.Entry<String, TensorEntry> entry) -> entry.getValue().begin())
            .thenComparingLong(entry -> entry.getValue().end()));
    long position = 0;
    for (Map.Entry<String, TensorEntry> entry : sorted) {
      TensorEntry tensor = entry.getValue();
      if (tensor.begin() < position) {
        throw new InputException(
            where + ", tensor \"" + entry.getKey() + "\" overlaps the one before it");
      }
      if (tensor.begin() > position) {
        throw new InputException(
            where + ": bytes " + position + " to " + tensor.begin() + " belong to no tensor");
      }
      position = tensor.end();
    }
    if (position != size) {
      throw new InputException(
          where + ": tensors fill " + position + " bytes, but " + size + " follow");
    }
  }

  /** Returns whether it is usable as a parameter. */
  boolean isWeight() {
    long size = (end - begin) / type.bytes();
    return type.readable() && size > 0 && size <= Integer.MAX_VALUE - 8;
  }

  /** Returns the shape. */
  Shape shape(String where) {
    int[] narrow = new int[extents.size()];
    try {
      for (int i = 0; i < narrow.length; i++) {
        narrow[i] = Math.toIntExact(extents.get(i));
      }
      return Shape.of(narrow);
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw new InputException(where + " has the unusable shape " + extents, e);
    }
  }
}
