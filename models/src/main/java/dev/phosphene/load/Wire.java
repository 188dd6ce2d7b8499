package dev.phosphene.load;

import dev.phosphene.error.InputException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.stream.LongStream;

/**
 * Reads one protobuf message in wire format: numbered fields, each a varint, 4 or 8 bytes, or a run
 * of bytes that may be text, packed numbers or another message. (Protocol Buffers, "Encoding".)
 *
 * <p>Reading walks over the bytes of the message and never leaves them. Nothing is copied but what
 * a caller requests.
 *
 * <pre>{@code
 * while (wire.next()) {
 *   switch (wire.field()) {
 *     case 1 -> name = wire.text();
 *     case 2 -> size = wire.integer();
 *     default -> {} // skipped
 *   }
 * }
 * }</pre>
 */
public final class Wire {
  /** Maximum length of a text; no name or path is longer. */
  private static final int LONGEST_TEXT = 1 << 24;

  private static final int VARINT = 0;
  private static final int FIXED_64 = 1;
  private static final int BYTES = 2;
  private static final int FIXED_32 = 5;

  private final String file;
  private final String format;
  private final ByteBuffer bytes; // the whole file; read at absolute positions only
  private final int begin;
  private final int end;
  private int at;
  private int field;
  private int type;
  private long number; // of a varint
  private int from; // where the value starts, if not a varint
  private int to;

  private Wire(String file, String format, ByteBuffer bytes, int begin, int end) {
    this.file = file;
    this.format = format;
    this.bytes = bytes;
    this.begin = begin;
    this.end = end;
    at = begin;
  }

  /**
   * Returns the message that spans all of {@code bytes}.
   *
   * @param file the file's name, for messages
   * @param format the expected format, such as {@code ONNX file}, for messages
   */
  public static Wire of(String file, String format, ByteBuffer bytes) {
    ByteBuffer little = bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    return new Wire(file, format, little, 0, little.limit());
  }

  /** Returns the file's name, for messages. */
  public String file() {
    return file;
  }

  /** Returns the same message from its start. */
  public Wire again() {
    return new Wire(file, format, bytes, begin, end);
  }

  /** Moves to the next field; returns false after the last. */
  public boolean next() {
    if (at == end) {
      return false;
    }
    long tag = varint();
    field = (int) (tag >>> 3);
    type = (int) (tag & 7);
    if (tag >>> 3 == 0 || tag >>> 3 > (1 << 29)) {
      throw damaged("a field has the impossible number " + (tag >>> 3));
    }
    switch (type) {
      case VARINT -> number = varint();
      case FIXED_64 -> run(8);
      case FIXED_32 -> run(4);
      case BYTES -> run(varint());
      default -> throw damaged("a field is of the unknown type " + type);
    }
    return true;
  }

  /** Returns the number of the field. */
  public int field() {
    return field;
  }

  /** Returns the field as an integer. */
  public long integer() {
    require(VARINT);
    return number;
  }

  /** Returns the field as a float. */
  public float real() {
    require(FIXED_32);
    return bytes.getFloat(from);
  }

  /** Returns the field as a name: text on one line, since it appears in messages and tables. */
  public String name() {
    return text().replace('\n', '␊').replace('\r', '␍');
  }

  /** Returns the field as text. */
  public String text() {
    require(BYTES);
    if (to - from > LONGEST_TEXT) {
      throw damaged("a text of " + (to - from) + " bytes");
    }
    byte[] copy = new byte[to - from];
    bytes.get(from, copy);
    return new String(copy, StandardCharsets.UTF_8);
  }

  /** Returns the field as a message. */
  public Wire message() {
    require(BYTES);
    return new Wire(file, format, bytes, from, to);
  }

  /** Returns the field's bytes as stored in the file. */
  public ByteBuffer run() {
    require(BYTES);
    return bytes.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Adds the field's integers: one, or many packed. */
  public void integers(LongStream.Builder list) {
    if (type == VARINT) {
      list.add(number);
      return;
    }
    require(BYTES);
    Wire packed = message();
    while (packed.at < packed.end) {
      list.add(packed.varint());
    }
  }

  /** Returns the number of integers that {@link #integers} adds. */
  public int countIntegers() {
    if (type == VARINT) {
      return 1;
    }
    require(BYTES);
    int count = 0;
    for (int i = from; i < to; i++) {
      count += bytes.get(i) >= 0 ? 1 : 0; // the last byte of a varint has no top bit
    }
    return count;
  }

  /** Returns the bytes of fixed-width numbers: one, or many packed. */
  public ByteBuffer fixed() {
    if (type != FIXED_32 && type != FIXED_64) {
      require(BYTES);
    }
    return bytes.slice(from, to - from).order(ByteOrder.LITTLE_ENDIAN);
  }

  private void run(long length) {
    if (length < 0 || length > end - at) {
      throw damaged(
          "a field claims "
              + Long.toUnsignedString(length)
              + " bytes where "
              + (end - at)
              + " are left; the file may be cut short");
    }
    from = at;
    at += (int) length;
    to = at;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < 64; shift += 7) {
      if (at == end) {
        throw damaged("a number is cut off");
      }
      byte next = bytes.get(at++);
      value |= (long) (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw damaged("a number is longer than ten bytes");
  }

  private void require(int expected) {
    if (type != expected) {
      throw damaged("field " + field + " is of type " + type + ", expected " + expected);
    }
  }

  /** Returns the exception for bytes that are no such message. */
  public InputException damaged(String what) {
    return new InputException(
        file + " is damaged, or no " + format + ": " + what + " (near byte " + at + ")");
  }
}
