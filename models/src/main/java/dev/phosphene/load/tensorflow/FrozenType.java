package dev.phosphene.load.tensorflow;

import dev.phosphene.io.HalfFloats;
import java.nio.ByteBuffer;
import java.util.Optional;

/** TensorFlow's tensor element types that can be read (tensorflow/core/framework). */
enum FrozenType {
  FLOAT(1, 4, 5, true),
  DOUBLE(2, 8, 6, true),
  INT32(3, 4, 7, false),
  UINT8(4, 1, 7, false),
  INT16(5, 2, 7, false),
  INT8(6, 1, 7, false),
  INT64(9, 8, 10, false),
  BOOL(10, 1, 11, false),
  BFLOAT16(14, 2, 13, true),
  HALF(19, 2, 13, true);

  /** TensorFlow's code for it. */
  final int code;

  /** Bytes per value in {@code tensor_content}. */
  final int bytes;

  /** The number of the {@code TensorProto} field that stores such values one by one. */
  final int field;

  /** Whether the type has fractions. */
  final boolean real;

  FrozenType(int code, int bytes, int field, boolean real) {
    this.code = code;
    this.bytes = bytes;
    this.field = field;
    this.real = real;
  }

  /** Returns the type with that code. */
  static Optional<FrozenType> of(int code) {
    for (FrozenType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Returns whether its list has numbers of fixed width. */
  boolean fixed() {
    return this == FLOAT || this == DOUBLE;
  }

  /** Returns the {@code i}-th value of raw little-endian data. */
  double raw(ByteBuffer data, int i) {
    return switch (this) {
      case FLOAT -> data.getFloat(4 * i);
      case DOUBLE -> data.getDouble(8 * i);
      case INT32 -> data.getInt(4 * i);
      case UINT8 -> data.get(i) & 0xff;
      case INT16 -> data.getShort(2 * i);
      case INT8 -> data.get(i);
      case INT64 -> data.getLong(8 * i);
      case BOOL -> data.get(i) == 0 ? 0 : 1;
      case BFLOAT16 -> HalfFloats.fromBf16(data.getShort(2 * i));
      case HALF -> HalfFloats.fromF16(data.getShort(2 * i));
    };
  }

  /** Decodes a value of its list of integers; 16-bit floats are stored as their bits. */
  double ofInteger(long value) {
    return switch (this) {
      case HALF -> HalfFloats.fromF16((short) value);
      case BFLOAT16 -> HalfFloats.fromBf16((short) value);
      default -> value;
    };
  }
}
