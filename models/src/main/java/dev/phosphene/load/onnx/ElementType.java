package dev.phosphene.load.onnx;

import dev.phosphene.io.HalfFloats;
import java.nio.ByteBuffer;
import java.util.Optional;

/** ONNX's tensor element types that can be read. */
enum ElementType {
  FLOAT(1, 4, true),
  UINT8(2, 1, false),
  INT8(3, 1, false),
  UINT16(4, 2, false),
  INT16(5, 2, false),
  INT32(6, 4, false),
  INT64(7, 8, false),
  BOOL(9, 1, false),
  FLOAT16(10, 2, true),
  DOUBLE(11, 8, true),
  UINT32(12, 4, false),
  UINT64(13, 8, false),
  BFLOAT16(16, 2, true);

  /** ONNX's code for it. */
  final int code;

  /** Bytes per value in {@code raw_data}. */
  final int bytes;

  /** Whether it has fractions. */
  final boolean real;

  ElementType(int code, int bytes, boolean real) {
    this.code = code;
    this.bytes = bytes;
    this.real = real;
  }

  /** Returns the type with that code. */
  static Optional<ElementType> of(int code) {
    for (ElementType type : values()) {
      if (type.code == code) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /** Returns the {@code i}-th value of raw little-endian data. */
  double raw(ByteBuffer data, int i) {
    return switch (this) {
      case FLOAT -> data.getFloat(4 * i);
      case UINT8 -> data.get(i) & 0xff;
      case INT8 -> data.get(i);
      case UINT16 -> data.getShort(2 * i) & 0xffff;
      case INT16 -> data.getShort(2 * i);
      case INT32 -> data.getInt(4 * i);
      case INT64, UINT64 -> data.getLong(8 * i);
      case BOOL -> data.get(i) == 0 ? 0 : 1;
      case FLOAT16 -> HalfFloats.fromF16(data.getShort(2 * i));
      case DOUBLE -> data.getDouble(8 * i);
      case UINT32 -> data.getInt(4 * i) & 0xffffffffL;
      case BFLOAT16 -> HalfFloats.fromBf16(data.getShort(2 * i));
    };
  }

  /** Returns the smallest value of an integer type of up to 32 bits. */
  double least() {
    return switch (this) {
      case INT8 -> Byte.MIN_VALUE;
      case INT16 -> Short.MIN_VALUE;
      case INT32 -> Integer.MIN_VALUE;
      default -> 0;
    };
  }

  /** Returns the largest value of an integer type of up to 32 bits. */
  double most() {
    return least() + Math.pow(2, 8 * bytes) - 1;
  }

  /** Returns the number of the {@code TensorProto} field that stores such values one by one. */
  int field() {
    return switch (this) {
      case FLOAT -> 4;
      case INT64 -> 7;
      case DOUBLE -> 10;
      case UINT32, UINT64 -> 11;
      default -> 5; // int32_data
    };
  }

  /**
   * Decodes a value of that field, if it stores integers; 16-bit floats are stored as their bits.
   */
  double ofInteger(long value) {
    return switch (this) {
      case FLOAT16 -> HalfFloats.fromF16((short) value);
      case BFLOAT16 -> HalfFloats.fromBf16((short) value);
      case INT32 -> (int) value;
      default -> value;
    };
  }
}
