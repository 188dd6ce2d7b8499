package dev.phosphene.load.pytorch;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The format of {@code torch.save} before 1.6: pickles of a magic number, a version, facts about
 * the system, the object and the keys of its storages, then each storage as an eight-byte count and
 * its elements.
 */
final class LegacyFormat implements Container {
  private static final BigInteger MAGIC = new BigInteger("1950a86a20f9469cfc6c", 16);
  private static final long VERSION = 1001;
  private static final int COUNT = 8;

  private final Path file;
  private final Map<String, Storage> roots = new HashMap<>();
  private final Map<String, Long> places = new HashMap<>();
  private final Object root;

  private LegacyFormat(Path file, InputStream stream) throws IOException {
    this.file = file;
    long size = Files.size(file);
    PickleInput in = new PickleInput(file.toString(), stream, size);
    if (!MAGIC.equals(Pickle.read(in, this::none))) {
      throw new InputException(
          file + " is a pickle, but not one of torch.save: its magic number is missing");
    }
    Object version = Pickle.read(in, this::none);
    if (!Long.valueOf(VERSION).equals(version)) {
      throw new InputException(file + " is of another version of torch.save than " + VERSION);
    }
    if (Pickle.read(in, this::none) instanceof Map<?, ?> system
        && Boolean.FALSE.equals(system.get("little_endian"))) {
      throw new InputException(
          file + " was saved on a big-endian machine, which is not supported; save it again");
    }
    this.root = Pickle.read(in, this::storage);
    Object keys = Pickle.read(in, this::none);
    place(PickleChecks.items(file.toString(), keys), in.position(), size);
  }

  /** Returns whether the file begins with a pickle of protocol 2 to 5. */
  static boolean recognizes(Path file) {
    int version = FileFacts.byteAt(file, 1);
    return FileFacts.byteAt(file, 0) == 0x80 && version >= 2 && version <= 5;
  }

  /**
   * Reads the pickles.
   *
   * @throws InputException if the file is damaged or not a state dict
   */
  static LegacyFormat open(Path file) {
    FileFacts.requireReadable(file);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
      return new LegacyFormat(file, in);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }

  private Object none(Object id) {
    throw PickleChecks.damaged(file.toString(), "a persistent id where there is no tensor");
  }

  /**
   * Resolves {@code ("storage", class, key, device, count, view)}; a view is key, offset, count.
   */
  private Object storage(Object id) {
    String where = file.toString();
    List<Object> parts = PickleChecks.items(where, id);
    if (parts.size() < 5
        || !"storage".equals(parts.get(0))
        || !(parts.get(1) instanceof Global.StorageClass kind)) {
      throw PickleChecks.damaged(where, "a persistent id that is no storage");
    }
    String key = PickleChecks.text(where, parts.get(2));
    Storage whole = new Storage(key, kind.type(), 0, PickleChecks.integer(where, parts.get(4)));
    Storage known = roots.putIfAbsent(key, whole);
    if (whole.count() < 0 || (known != null && !known.equals(whole))) {
      throw PickleChecks.damaged(
          where, "the storage \"" + key + "\" has two kinds or an impossible size");
    }
    if (parts.size() < 6 || parts.get(5) == PickleChecks.None.NONE) {
      return whole;
    }
    List<Object> view = PickleChecks.items(where, parts.get(5));
    long first = view.size() == 3 ? PickleChecks.integer(where, view.get(1)) : -1;
    long count = view.size() == 3 ? PickleChecks.integer(where, view.get(2)) : -1;
    if (first < 0 || count < 0 || first > whole.count() - count) {
      throw PickleChecks.damaged(where, "a view outside of the storage \"" + key + "\"");
    }
    return new Storage(key, kind.type(), first, count);
  }

  /** Locates each storage; together they fill the rest of the file. */
  private void place(List<Object> keys, long start, long size) throws IOException {
    long position = start;
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      for (Object item : keys) {
        String key = PickleChecks.text(file.toString(), item);
        Storage storage = roots.get(key);
        if (storage == null || places.containsKey(key)) {
          throw PickleChecks.damaged(
              file.toString(), "no tensor, or two, for the storage \"" + key + "\"");
        }
        if (size - position < COUNT) {
          throw new InputException(file + " is cut short at the storage \"" + key + "\"");
        }
        long count = bytes(channel, position, COUNT).getLong();
        if (count != storage.count()) {
          throw PickleChecks.damaged(
              file.toString(),
              "the storage \"%s\" has %s elements, not %d"
                  .formatted(key, Long.toUnsignedString(count), storage.count()));
        }
        position += COUNT;
        if (count > (size - position) / storage.type().bytes()) {
          throw new InputException(
              "%s is cut short: the storage \"%s\" has %d elements, and %d bytes are left"
                  .formatted(file, key, count, size - position));
        }
        places.put(key, position);
        position += count * storage.type().bytes();
      }
    }
    for (String key : roots.keySet()) {
      if (!places.containsKey(key)) {
        throw new InputException(file + " has no storage \"" + key + "\"");
      }
    }
  }

  @Override
  public Object root() {
    return root;
  }

  @Override
  public ByteBuffer read(Storage storage, long first, int count) throws IOException {
    int width = storage.type().bytes();
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      long place = places.getOrDefault(storage.key(), 0L);
      return bytes(channel, place + (storage.first() + first) * width, count * width);
    }
  }

  private static ByteBuffer bytes(SeekableByteChannel channel, long from, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    channel.position(from);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer) < 0) {
        throw new EOFException("it has become shorter while it was read");
      }
    }
    return buffer.flip();
  }
}
