package dev.phosphene.fuzz;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/** Makes checksums and lengths right in what a fuzzer has damaged. */
final class Repairs {
  private static final int LONGEST = 1 << 20;

  private Repairs() {}

  /** The length of a safetensors file's header, which ends with its brace and the spaces behind. */
  static byte[] safetensors(byte[] file) {
    int end = closed(file, 8);
    while (end > 0 && end < file.length && file[end] == ' ') {
      end++;
    }
    byte[] copy = file.clone();
    if (end > 0) {
      ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN).putLong(0, end - 8);
    }
    return copy;
  }

  /** Behind the brace that closes the one at {@code start}; 0 if none does. */
  private static int closed(byte[] json, int start) {
    int depth = 0;
    boolean quoted = false;
    for (int i = start; i < json.length; i++) {
      byte b = json[i];
      if (b == '"') {
        quoted = !quoted;
      } else if (quoted) {
        i += b == '\\' ? 1 : 0;
      } else if (b == '{') {
        depth++;
      } else if (b == '}' && --depth <= 0) {
        return i + 1;
      }
    }
    return 0;
  }

  /** The CRC-32 of every chunk of a PNG, as far as there are whole ones. */
  static byte[] png(byte[] file) {
    byte[] copy = file.clone();
    ByteBuffer out = ByteBuffer.wrap(copy);
    int at = 8;
    while (at + 12 <= copy.length) {
      int length = out.getInt(at);
      if (length < 0 || length > copy.length - at - 12) {
        return copy;
      }
      out.putInt(at + 8 + length, crc(copy, at + 4, 4 + length));
      at += 12 + length;
    }
    return copy;
  }

  /** The CRC-32 of every entry that the directory of a zip file names; not of zip files in it. */
  static byte[] zip(byte[] file) {
    byte[] copy = file.clone();
    ByteBuffer out = ByteBuffer.wrap(copy).order(ByteOrder.LITTLE_ENDIAN);
    int end = copy.length - 22;
    while (end >= 0 && out.getInt(end) != 0x06054b50) {
      end--;
    }
    int at = end < 0 ? -1 : out.getInt(end + 16);
    while (at >= 0 && at + 46 <= copy.length && out.getInt(at) == 0x02014b50) {
      entry(copy, out, at);
      at = next(out, at);
    }
    return copy;
  }

  /** Behind an entry of the directory: its name, extra field and comment. */
  private static int next(ByteBuffer zip, int at) {
    int lengths = 0;
    for (int i = 28; i <= 32; i += 2) {
      lengths += zip.getShort(at + i) & 0xffff;
    }
    return at + 46 + lengths;
  }

  private static void entry(byte[] file, ByteBuffer out, int at) {
    int method = out.getShort(at + 10) & 0xffff;
    int packed = out.getInt(at + 20);
    int header = out.getInt(at + 42);
    if (header < 0 || header > file.length - 30 || packed < 0) {
      return;
    }
    int data =
        header + 30 + (out.getShort(header + 26) & 0xffff) + (out.getShort(header + 28) & 0xffff);
    if (data > file.length - packed) {
      return;
    }
    int crc = method == 0 ? crc(file, data, packed) : inflated(file, data, packed);
    out.putInt(at + 16, crc);
    boolean behind = (out.getShort(header + 6) & 8) != 0; // then the header itself has none
    if (!behind) {
      out.putInt(header + 14, crc);
    }
  }

  /** The CRC-32 of what can be unpacked. */
  private static int inflated(byte[] file, int from, int length) {
    Inflater inflater = new Inflater(true);
    CRC32 crc = new CRC32();
    try {
      inflater.setInput(file, from, length);
      byte[] piece = new byte[1 << 12];
      int count = 1;
      while (count > 0 && inflater.getTotalOut() < LONGEST) {
        count = inflater.inflate(piece);
        crc.update(piece, 0, count);
      }
    } catch (DataFormatException e) {
      // then the reader will say so
    } finally {
      inflater.end();
    }
    return (int) crc.getValue();
  }

  private static int crc(byte[] bytes, int from, int length) {
    CRC32 crc = new CRC32();
    crc.update(bytes, from, length);
    return (int) crc.getValue();
  }
}
