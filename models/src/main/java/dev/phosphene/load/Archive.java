package dev.phosphene.load;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * The directory of a zip file (PKWARE's APPNOTE.TXT, 4.3). Keras and PyTorch store their entries
 * uncompressed, so weights are read from where they lie; what is compressed is unpacked into
 * memory, never beyond the size that the directory gives. A zip file may lie in another one.
 */
public final class Archive {
  private static final byte[] SIGNATURE = {'P', 'K', 3, 4};
  private static final int END = 0x06054b50;
  private static final int END_64 = 0x06064b50;
  private static final int LOCATOR_64 = 0x07064b50;
  private static final int ENTRY = 0x02014b50;
  private static final int LOCAL = 0x04034b50;
  private static final int LONGEST_DIRECTORY = 1 << 26;

  /** Bytes of the end record and of the longest comment behind it. */
  private static final int TAIL = 22 + 0xffff + 20;

  private final Path file;
  private final String name;
  private final String kind;
  private final Extent extent;
  private final Map<String, Entry> entries;
  private final String repeated;

  /** Texts and weights that pack better than this, and are not small, are bombs. */
  private static final int BEST_TEXT = 100;

  private static final int BEST_WEIGHTS = 32;
  private static final int SMALL_TEXT = 1 << 20;
  private static final int SMALL_WEIGHTS = 1 << 26;

  /**
   * Where an entry's own header begins, how large it is before and after unpacking, and its CRC-32.
   */
  private record Entry(int method, long packed, long size, long header, long crc) {}

  /**
   * Where an entry's own bytes lie in the file on the disk.
   *
   * @param start the first byte
   */
  public record Extent(Path file, long start, long size) {
    /** A channel at the first byte, to be closed by the caller. */
    public SeekableByteChannel open() throws IOException {
      return FileSection.of(file, start, size);
    }
  }

  private Archive(Extent extent, String name, String kind) {
    this.file = extent.file;
    this.name = name;
    this.kind = kind;
    this.extent = extent;
    this.entries = new LinkedHashMap<>();
    try (SeekableByteChannel channel = extent.open()) {
      this.repeated = directory(channel);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }

  /** Whether the file begins as zip files do. */
  public static boolean recognizes(Path file) {
    return FileFacts.startsWith(file, SIGNATURE);
  }

  /**
   * Reads the directory.
   *
   * @param kind what the file is expected to be, such as {@code Keras model}, for messages
   * @throws InputException if it is no whole zip file
   */
  public static Archive open(Path file, String kind) {
    FileFacts.requireReadable(file);
    try {
      return new Archive(new Extent(file, 0, Files.size(file)), file.toString(), kind);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }

  /**
   * The zip file that an entry is.
   *
   * @throws InputException if it is none, or lies compressed in this one
   */
  public Archive inner(String entry) {
    return new Archive(stored(entry), where(entry), kind);
  }

  /**
   * Does nothing if no two entries have one name, and all of them together are no larger than the
   * file, so that none lies over another.
   *
   * @throws InputException otherwise
   */
  public void requireDistinct() {
    if (!repeated.isEmpty()) {
      throw new InputException(name + " is a damaged zip file: it has two entries " + repeated);
    }
    long left = extent.size;
    for (Entry entry : entries.values()) {
      left = entry.packed < 0 || entry.packed > left ? -1 : left - entry.packed;
      if (left < 0) {
        throw new InputException(
            name + " is a damaged zip file: its entries together are larger than the file");
      }
    }
  }

  /** The names of all entries, in the directory's order. */
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  public boolean has(String entry) {
    return entries.containsKey(entry);
  }

  /** Whether an entry lies in the file as it is. */
  public boolean isStored(String entry) {
    return entry(entry).method == 0;
  }

  /** How many bytes an entry has when it is unpacked; −1 if there is none. */
  public long size(String entry) {
    Entry found = entries.get(entry);
    return found == null ? -1 : found.size;
  }

  /**
   * A text of at most {@code most} bytes.
   *
   * @throws InputException if there is none, or it is longer
   */
  public String text(String name, int most) {
    Entry entry = entry(name);
    if (entry.size > most) {
      throw new InputException(where(name) + " has " + entry.size + " bytes, which is too much");
    }
    requireReasonable(name, entry, SMALL_TEXT, BEST_TEXT);
    try {
      return new String(bytes(name, entry), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }

  /**
   * The bytes of an entry that is compressed, in memory.
   *
   * @throws InputException if its CRC-32 is wrong, or it claims a size that it cannot have
   */
  public byte[] unpacked(String name) throws IOException {
    Entry entry = entry(name);
    requireReasonable(name);
    return bytes(name, entry);
  }

  /**
   * Where an entry that is not compressed lies; its CRC-32 is not computed.
   *
   * @throws InputException if it is compressed, or cut short
   */
  public Extent stored(String name) {
    Entry entry = entry(name);
    if (entry.method != 0) {
      throw new InputException(
          "%s has compressed its %s; a %s stores it, so something else wrote it"
              .formatted(this.name, name, kind));
    }
    try (SeekableByteChannel channel = extent.open()) {
      return new Extent(file, extent.start + data(name, channel, entry), entry.size);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }

  /**
   * Where an entry that is not compressed lies.
   *
   * @throws InputException if its CRC-32 is wrong
   */
  public Extent intact(String name) throws IOException {
    Entry entry = entry(name);
    Extent found = stored(name);
    CRC32 crc = new CRC32();
    ByteBuffer buffer = ByteBuffer.allocate(1 << 18);
    try (SeekableByteChannel channel = found.open()) {
      for (long left = found.size; left > 0; left -= buffer.limit()) {
        buffer.clear().limit((int) Math.min(buffer.capacity(), left));
        while (buffer.hasRemaining()) {
          if (channel.read(buffer) < 0) {
            throw new EOFException("it ends too early");
          }
        }
        crc.update(buffer.flip());
      }
    }
    requireSame(name, entry, crc);
    return found;
  }

  /**
   * Does nothing for weights whose compression is one that weights can have.
   *
   * @throws InputException otherwise
   */
  public void requireReasonable(String name) {
    requireReasonable(name, entry(name), SMALL_WEIGHTS, BEST_WEIGHTS);
  }

  private void requireReasonable(String name, Entry entry, long small, long best) {
    if (entry.size > small && entry.size / best > entry.packed) {
      throw new InputException(
          "%s claims a size that it cannot have: %d bytes unpack to %d"
              .formatted(where(name), entry.packed, entry.size));
    }
  }

  private void requireSame(String name, Entry entry, CRC32 crc) {
    if (crc.getValue() != entry.crc) {
      throw new InputException(
          where(name) + " is damaged: its CRC-32 is not what the archive says; fetch it again");
    }
  }

  private byte[] checked(String name, Entry entry, byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    requireSame(name, entry, crc);
    return bytes;
  }

  /** The file and an entry, for messages. */
  public String where(String entry) {
    return name + ", " + entry;
  }

  private Entry entry(String name) {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw new InputException(this.name + " has no " + name + ", so it is no " + kind);
    }
    return entry;
  }

  private byte[] bytes(String name, Entry entry) throws IOException {
    if (Math.max(entry.size, entry.packed) > Integer.MAX_VALUE - 8) {
      throw new InputException(where(name) + " is larger than 2 GiB, and compressed");
    }
    byte[] packed;
    try (SeekableByteChannel channel = extent.open()) {
      long data = data(name, channel, entry);
      packed = read(channel, data, (int) entry.packed).array();
    }
    if (entry.method == 0) {
      return checked(name, entry, packed);
    }
    // Deflate makes at most 1032 bytes of one, so a small file cannot ask for much.
    if (entry.size > 1032L * entry.packed + 64) {
      throw new InputException(where(name) + " claims a size that it cannot have");
    }
    byte[] bytes = new byte[(int) entry.size];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(packed);
      int at = 0;
      while (at < bytes.length) {
        int got = inflater.inflate(bytes, at, bytes.length - at);
        if (got == 0) {
          throw new InputException(where(name) + " is damaged: it ends after " + at + " bytes");
        }
        at += got;
      }
      return checked(name, entry, bytes);
    } catch (DataFormatException e) {
      throw new InputException(where(name) + " is damaged: " + e.getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  /** Where the entry's bytes begin: behind its own header, which repeats its name. */
  private long data(String name, SeekableByteChannel channel, Entry entry) throws IOException {
    if (entry.method == 0 && entry.packed != entry.size) {
      throw new InputException(where(name) + " is damaged: it is not packed, but has two sizes");
    }
    if (entry.header < 0 || entry.header > channel.size() - 30) {
      throw new InputException(where(name) + " lies behind the end of the file");
    }
    ByteBuffer header = read(channel, entry.header, 30);
    if (header.getInt(0) != LOCAL) {
      throw new InputException(where(name) + " is damaged: its header is missing");
    }
    long data = entry.header + 30 + u16(header, 26) + u16(header, 28);
    long stored = entry.method == 0 ? entry.size : entry.packed;
    if (stored < 0 || data > channel.size() - stored) {
      throw new InputException(where(name) + " is cut short; fetch it again");
    }
    return data;
  }

  /** Reads the directory; gives a name that it has twice, or nothing. */
  private String directory(SeekableByteChannel channel) throws IOException {
    int length = (int) Math.min(channel.size(), TAIL);
    long base = channel.size() - length;
    ByteBuffer tail = read(channel, base, length);
    int end = length - 22;
    while (end >= 0 && tail.getInt(end) != END) {
      end--;
    }
    if (end < 0) {
      throw new InputException(name + " is cut short: a zip file's directory is at its end");
    }
    long size = tail.getInt(end + 12) & 0xffffffffL;
    long start = tail.getInt(end + 16) & 0xffffffffL;
    if (end >= 20 && tail.getInt(end - 20) == LOCATOR_64) {
      long place = tail.getLong(end - 12);
      if (place < 0 || place > channel.size() - 56) {
        throw new InputException(name + " is a damaged zip file: its directory is not there");
      }
      ByteBuffer record = read(channel, place, 56);
      if (record.getInt(0) == END_64) {
        size = record.getLong(40);
        start = record.getLong(48);
      }
    }
    if (size < 0 || start < 0 || size > LONGEST_DIRECTORY || start > channel.size() - size) {
      throw new InputException(name + " is a damaged zip file: its directory is not there");
    }
    return entries(read(channel, start, (int) size));
  }

  private String entries(ByteBuffer directory) {
    String twice = "";
    int at = 0;
    while (at + 46 <= directory.limit() && directory.getInt(at) == ENTRY) {
      int nameLength = u16(directory, at + 28);
      int extraLength = u16(directory, at + 30);
      int next = at + 46 + nameLength + extraLength + u16(directory, at + 32);
      if (next > directory.limit()) {
        throw new InputException(name + " is a damaged zip file: its directory is cut short");
      }
      byte[] bytes = new byte[nameLength];
      directory.get(at + 46, bytes);
      int method = u16(directory, at + 10);
      boolean locked = (u16(directory, at + 8) & 1) != 0;
      if (!locked && (method == 0 || method == 8)) {
        Entry entry = entry(directory, at, method, at + 46 + nameLength, extraLength);
        String entryName = new String(bytes, StandardCharsets.UTF_8);
        twice = entries.put(entryName, entry) == null ? twice : entryName;
      }
      at = next;
    }
    return twice;
  }

  /** Sizes that do not fit into 32 bits are in an extra field, those that are needed, in order. */
  private static Entry entry(ByteBuffer directory, int at, int method, int extra, int length) {
    long[] values = {
      directory.getInt(at + 24) & 0xffffffffL,
      directory.getInt(at + 20) & 0xffffffffL,
      directory.getInt(at + 42) & 0xffffffffL
    };
    int end = extra + length;
    while (extra + 4 <= end) {
      int size = u16(directory, extra + 2);
      if (u16(directory, extra) == 1) {
        int from = extra + 4;
        for (int i = 0; i < values.length && from + 8 <= Math.min(extra + 4 + size, end); i++) {
          if (values[i] == 0xffffffffL) {
            values[i] = directory.getLong(from);
            from += 8;
          }
        }
      }
      extra += 4 + size;
    }
    return new Entry(
        method, values[1], values[0], values[2], directory.getInt(at + 16) & 0xffffffffL);
  }

  private static int u16(ByteBuffer buffer, int at) {
    return buffer.getShort(at) & 0xffff;
  }

  private static ByteBuffer read(SeekableByteChannel channel, long from, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    channel.position(from);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("it ends too early");
      }
    }
    return buffer.flip();
  }
}
