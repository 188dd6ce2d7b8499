package dev.phosphene.load.keras;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.function.IntPredicate;
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
      packed = java.util.Arrays.copyOf(packed, deflater.deflate(packed));
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
    boolean later = (entry.flags & 8) != 0;
    byte[] padding = new byte[entries % 3]; // so that it differs from the directory's
    ByteBuffer local = buffer(30 + name.length + padding.length);
    local.putInt(0x04034b50).putShort((short) 20).putShort((short) entry.flags);
    local.putShort((short) entry.method).putInt(0).putInt(later ? 0 : (int) entry.crc);
    local.putInt(later ? 0 : entry.packed.length).putInt(later ? 0 : (int) numbers[0]);
    local.putShort((short) name.length).putShort((short) padding.length).put(name).put(padding);
    body.writeBytes(local.array());
    body.writeBytes(entry.packed);
    if (later) {
      ByteBuffer descriptor = buffer(16).putInt(0x08074b50).putInt((int) entry.crc);
      body.writeBytes(descriptor.putInt(entry.packed.length).putInt((int) numbers[0]).array());
    }
    ByteBuffer extra = buffer(64).putShort((short) 0x5455).putShort((short) 1).put((byte) 0);
    int start = extra.position();
    extra.putShort((short) 1).putShort((short) 0);
    for (int i = 0; i < 3; i++) {
      if (entry.wide.test(i)) {
        extra.putLong(numbers[i]);
        numbers[i] = IN_EXTRA;
      }
    }
    extra.putShort(start + 2, (short) (extra.position() - start - 4));
    int length = extra.position() == start + 4 ? start : extra.position();
    ByteBuffer central = buffer(46 + name.length + length + 2);
    central.putInt(0x02014b50).putShort((short) 20).putShort((short) 20);
    central.putShort((short) entry.flags).putShort((short) entry.method).putInt(0);
    central.putInt((int) entry.crc).putInt((int) numbers[1]).putInt((int) numbers[0]);
    central.putShort((short) name.length).putShort((short) length).putShort((short) 2);
    central.putLong(0).putInt((int) numbers[2]).put(name).put(extra.array(), 0, length);
    directory.writeBytes(central.array()); // with a comment of two bytes
    entries++;
    return this;
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
      ByteBuffer record = buffer(76).putInt(0x06064b50).putLong(44).putInt(0x2d002d).putLong(0);
      record.putLong(entries).putLong(entries).putLong(size).putLong(start);
      all.writeBytes(record.putInt(0x07064b50).putInt(0).putLong(all.size()).putInt(1).array());
    }
    byte[] text = comment.getBytes(StandardCharsets.UTF_8);
    ByteBuffer end = buffer(22 + text.length).putInt(0x06054b50).putInt(0);
    end.putShort((short) entries).putShort((short) entries);
    end.putInt(wide ? -1 : size).putInt(wide ? -1 : start);
    all.writeBytes(end.putShort((short) text.length).put(text).array());
    return all.toByteArray();
  }

  byte[] toBytes() {
    return toBytes(false, 0, "");
  }

  private static ByteBuffer buffer(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  static long crc32(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }
}
