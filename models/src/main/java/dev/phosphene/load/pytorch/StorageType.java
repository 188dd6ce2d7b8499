package dev.phosphene.load.pytorch;

import dev.phosphene.io.HalfFloats;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/** The element type of a storage, by PyTorch's names: {@code FLOAT} is a FloatStorage. */
enum StorageType {
  FLOAT(4),
  DOUBLE(8),
  HALF(2),
  BFLOAT16(2),
  LONG(8),
  INT(4),
  SHORT(2),
  /** 8 bits, signed. */
  CHAR(1),
  /** 8 bits, unsigned. */
  BYTE(1),
  BOOL(1);

  private final int bytes;

  StorageType(int bytes) {
    this.bytes = bytes;
  }

  /** Returns the type of {@code torch.NAMEStorage}. */
  static Optional<StorageType> ofStorage(String name) {
    for (StorageType type : values()) {
      if (name.equalsIgnoreCase(type + "Storage")) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  int bytes() {
    return bytes;
  }

  /** Returns whether it holds fractions, as weights do; integers are counters and indices. */
  boolean isFloat() {
    return switch (this) {
      case FLOAT, DOUBLE, HALF, BFLOAT16 -> true;
      case LONG, INT, SHORT, CHAR, BYTE, BOOL -> false;
    };
  }

  /** Reads the next element, rounded to float32. */
  float next(ByteBuffer from) {
    return switch (this) {
      case FLOAT -> from.getFloat();
      case DOUBLE -> (float) from.getDouble();
      case HALF -> HalfFloats.fromF16(from.getShort());
      case BFLOAT16 -> HalfFloats.fromBf16(from.getShort());
      case LONG -> from.getLong();
      case INT -> from.getInt();
      case SHORT -> from.getShort();
      case CHAR -> from.get();
      case BYTE -> from.get() & 0xff;
      case BOOL -> from.get() == 0 ? 0 : 1;
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
