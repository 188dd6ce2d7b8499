package dev.phosphene.load.keras;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes zip files byte by byte (PKWARE's APPNOTE.TXT, 4.3), also such as no library writes. */
final class ZipBytes {
  private static final long IN_EXTRA = 0xffffffffL;

  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private final ByteArrayOutputStream directory = new ByteArrayOutputStream();
  private int entries;

  /**
   * One entry.
   *
   * @param flags of the general purpose bits; 8 writes a data descriptor behind the bytes
   * @param crc what the directory says of the unpacked bytes
   * @param sizes unpacked size and packed size as the directory has them, and by how much it is
   *     wrong about the place
   * @param wide which of the three are in a field for 64 bits
   */
  record Entry(
      String name,
      byte[] packed,
      int method,
      int flags,
      long crc,
      long[] sizes,
      IntPredicate wide) {
    static Entry stored(String name, byte[] bytes) {
      long[] sizes = {bytes.length, bytes.length, 0};
      return new Entry(name, bytes, 0, 0, crc32(bytes), sizes, i -> false);
    }

    static Entry deflated(String name, byte[] bytes) {
      Deflater deflater = new Deflater(9, true);
      deflater.setInput(bytes);
      deflater.finish();
      byte[] packed = new byte[bytes.length + 64];
      packed = Arrays.copyOf(packed, deflater.deflate(packed));
      deflater.end();
      long[] sizes = {bytes.length, packed.length, 0};
      return new Entry(name, packed, 8, 0, crc32(bytes), sizes, i -> false);
    }

    Entry flags(int other) {
      return new Entry(name, packed, method, other, crc, sizes, wide);
    }

    Entry method(int other) {
      return new Entry(name, packed, other, flags, crc, sizes, wide);
    }

    Entry crc(long other) {
      return new Entry(name, packed, method, flags, other, sizes, wide);
    }

    Entry wide(IntPredicate which) {
      return new Entry(name, packed, method, flags, crc, sizes, which);
    }

    /** With another number in the directory: 0 is the size, 1 the packed size, 2 the place. */
    Entry with(int which, long value) {
      long[] other = sizes.clone();
      other[which] = value;
      return new Entry(name, packed, method, flags, crc, other, wide);
    }
  }

  ZipBytes add(Entry entry) {
    long[] numbers = entry.sizes.clone();
    numbers[2] += body.size();
    byte[] name = entry.name.getBytes(StandardCharsets.UTF_8);
    body.writeBytes(local(entry, name, (int) numbers[0]));
    body.writeBytes(entry.packed);
    if ((entry.flags & 8) != 0) {
      int[] descriptor = {0x08074b50, (int) entry.crc, entry.packed.length, (int) entry.sizes[0]};
      body.writeBytes(bytes(16, to -> to.asIntBuffer().put(descriptor)));
    }
    byte[] extra = extra(entry, numbers);
    directory.writeBytes(
        bytes(
            46 + name.length + extra.length + 2, // with a comment of two bytes
            to -> {
              to.putInt(0x02014b50).putShort((short) 20).putShort((short) 20);
              to.putShort((short) entry.flags).putShort((short) entry.method).putInt(0);
              to.putInt((int) entry.crc).putInt((int) numbers[1]).putInt((int) numbers[0]);
              to.putShort((short) name.length).putShort((short) extra.length);
              to.putShort((short) 2).putLong(0).putInt((int) numbers[2]).put(name).put(extra);
            }));
    entries++;
    return this;
  }

  /** The header in front of the bytes; without sizes where a descriptor has them. */
  private byte[] local(Entry entry, byte[] name, int size) {
    boolean later = (entry.flags & 8) != 0;
    byte[] padding = new byte[entries % 3]; // so that it differs from the directory's
    return bytes(
        30 + name.length + padding.length,
        to -> {
          to.putInt(0x04034b50).putShort((short) 20).putShort((short) entry.flags);
          to.putShort((short) entry.method).putInt(0).putInt(later ? 0 : (int) entry.crc);
          to.putInt(later ? 0 : entry.packed.length).putInt(later ? 0 : size);
          to.putShort((short) name.length).putShort((short) padding.length);
          to.put(name).put(padding);
        });
  }

  /** A time, and the numbers that are moved here. */
  private static byte[] extra(Entry entry, long[] numbers) {
    long[] wide = IntStream.range(0, 3).filter(entry.wide).mapToLong(i -> numbers[i]).toArray();
    IntStream.range(0, 3).filter(entry.wide).forEach(i -> numbers[i] = IN_EXTRA);
    return bytes(
        wide.length == 0 ? 5 : 9 + 8 * wide.length,
        to -> {
          to.putShort((short) 0x5455).putShort((short) 1).put((byte) 0);
          if (wide.length > 0) {
            to.putShort((short) 1).putShort((short) (8 * wide.length));
            to.asLongBuffer().put(wide);
          }
        });
  }

  /**
   * The whole file.
   *
   * @param wide whether the directory's size and place are in a record for 64 bits
   * @param less how many bytes of the directory are left out
   */
  byte[] toBytes(boolean wide, int less, String comment) {
    int size = directory.size() - less;
    int start = body.size();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(body.toByteArray());
    all.write(directory.toByteArray(), 0, size);
    if (wide) {
      all.writeBytes(
          bytes(
              76,
              to -> {
                to.putInt(0x06064b50).putLong(44).putInt(0x2d002d).putLong(0);
                to.putLong(entries).putLong(entries).putLong(size).putLong(start);
                to.putInt(0x07064b50).putInt(0).putLong(start + size).putInt(1);
              }));
    }
    byte[] text = comment.getBytes(StandardCharsets.UTF_8);
    all.writeBytes(
        bytes(
            22 + text.length,
            to -> {
              to.putInt(0x06054b50).putInt(0).putShort((short) entries).putShort((short) entries);
              to.putInt(wide ? -1 : size).putInt(wide ? -1 : start);
              to.putShort((short) text.length).put(text);
            }));
    return all.toByteArray();
  }

  byte[] toBytes() {
    return toBytes(false, 0, "");
  }

  private static byte[] bytes(int size, Consumer<ByteBuffer> filling) {
    byte[] bytes = new byte[size];
    filling.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    return bytes;
  }

  static long crc32(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}
