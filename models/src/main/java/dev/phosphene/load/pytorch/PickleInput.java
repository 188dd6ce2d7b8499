package dev.phosphene.load.pytorch;

import dev.phosphene.error.InputException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * The bytes of consecutive pickles. Memory is bounded: a text has at most a megabyte, and the
 * number of operations is limited to what a state dict may need.
 */
final class PickleInput {
  private static final int LONGEST_TEXT = 1 << 20;
  private static final int LONGEST_LINE = 4096;
  private static final int LONGEST_INTEGER = 32;

  /** Maximum operations; a network of a thousand arrays takes thirty thousand. */
  private static final int MOST_OPERATIONS = 2_000_000;

  private final String name;
  private final InputStream in;
  private final long size;
  private long position;
  private int operations;

  /**
   * Creates an input.
   *
   * @param name the file's name, for messages
   * @param size number of bytes
   */
  PickleInput(String name, InputStream in, long size) {
    this.name = name;
    this.in = in;
    this.size = size;
  }

  /** Returns the file's name. */
  String name() {
    return name;
  }

  /** Returns the position of the next byte. */
  long position() {
    return position;
  }

  /** Reads the code of the next operation. */
  int operation() throws IOException {
    if (++operations > MOST_OPERATIONS) {
      throw new InputException(
          name
              + " has a pickle of more than "
              + MOST_OPERATIONS
              + " operations; no state dict has");
    }
    return u8();
  }

  int u8() throws IOException {
    int value = in.read();
    if (value < 0) {
      throw new EOFException("it ends in a pickle");
    }
    position++;
    return value;
  }

  int u16() throws IOException {
    return little(2).getShort() & 0xffff;
  }

  int i32() throws IOException {
    return little(4).getInt();
  }

  long i64() throws IOException {
    return little(8).getLong();
  }

  /** Reads a floating-point number, which pickles store big-endian. */
  double f64() throws IOException {
    return little(8).order(ByteOrder.BIG_ENDIAN).getDouble();
  }

  /** Reads a text of that many bytes. */
  String text(long length) throws IOException {
    return new String(bytes(length, LONGEST_TEXT), StandardCharsets.UTF_8);
  }

  /** Reads a signed little-endian integer of that many bytes: a Long, or a BigInteger. */
  Object integer(long length) throws IOException {
    byte[] bytes = bytes(length, LONGEST_INTEGER);
    for (int i = 0, j = bytes.length - 1; i < j; i++, j--) {
      byte swapped = bytes[i];
      bytes[i] = bytes[j];
      bytes[j] = swapped;
    }
    BigInteger value = bytes.length == 0 ? BigInteger.ZERO : new BigInteger(bytes);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  /** Reads a line of text, without its end. */
  String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = u8(); c != '\n'; c = u8()) {
      if (line.length() == LONGEST_LINE) {
        throw new InputException(name + " has a line in its pickle that is too long");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  /** Skips that many bytes. */
  void skip(long length) throws IOException {
    requireLeft(length);
    in.skipNBytes(length);
    position += length;
  }

  private ByteBuffer little(int length) throws IOException {
    return ByteBuffer.wrap(bytes(length, length)).order(ByteOrder.LITTLE_ENDIAN);
  }

  private byte[] bytes(long length, int most) throws IOException {
    requireLeft(length);
    if (length > most) {
      throw new InputException(
          "%s has a value of %d bytes in its pickle; expected at most %d"
              .formatted(name, length, most));
    }
    byte[] bytes = in.readNBytes((int) length);
    if (bytes.length < length) {
      throw new EOFException("it ends in a pickle");
    }
    position += length;
    return bytes;
  }

  private void requireLeft(long length) {
    if (length < 0 || length > size - position) {
      throw new InputException(
          "%s is damaged: a value of %s bytes at %d of %d"
              .formatted(name, Long.toUnsignedString(length), position, size));
    }
  }
}
