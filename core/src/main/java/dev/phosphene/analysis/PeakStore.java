package dev.phosphene.analysis;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.Hash;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;

/**
 * A file, only appended to, with one layer's peaks over many images. Each record has its own
 * checksum, so records written before an interruption remain usable.
 *
 * <p>The file: the line {@code phosphene peaks 1}, the key, a line end, zeros up to a multiple of
 * 16; then records of 16 bytes of the image's key, {@code [channels]} floats, {@code [channels]}
 * ints, and the CRC-32 of these, all big-endian. A record is valid for one version of an image
 * file: its key is made of the path, the size and the modification time.
 */
public final class PeakStore implements AutoCloseable {
  private static final String MAGIC = "phosphene peaks 1\n";
  private static final int ALIGNMENT = 16;
  private static final int KEY = 16;

  private final FileChannel file;
  private final int channels;
  private final long first;
  private final Map<ByteBuffer, Long> records = new HashMap<>();

  private PeakStore(FileChannel file, int channels, long first) {
    this.file = file;
    this.channels = channels;
    this.first = first;
  }

  /**
   * Opens or creates the store of a key.
   *
   * @param folder created if necessary
   * @param key everything that the peaks depend on except the images, on one line
   * @param channels number of channels of the layer
   * @return empty if another process is writing it
   * @throws InputException if the folder cannot be used
   */
  public static Optional<PeakStore> open(Path folder, String key, int channels) {
    byte[] text = (MAGIC + key + "\n").getBytes(StandardCharsets.UTF_8);
    byte[] header = Arrays.copyOf(text, (text.length + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    Path path = folder.resolve(Hash.sha256(text).substring(0, 32) + ".peaks");
    FileChannel file = null;
    try {
      Files.createDirectories(folder);
      file =
          FileChannel.open(
              path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (lock(file) == null) {
        file.close();
        return Optional.empty();
      }
      PeakStore store = new PeakStore(file, channels, header.length);
      store.recover(header);
      return Optional.of(store);
    } catch (IOException e) {
      closeQuietly(file);
      throw new InputException(
          "cannot use " + path + ": " + FileFacts.reason(e) + "; --no-cache runs without it", e);
    }
  }

  /** The channel owns the lock. */
  private static @Nullable FileLock lock(FileChannel file) throws IOException {
    try {
      return file.tryLock();
    } catch (OverlappingFileLockException e) {
      return null; // this process holds it
    }
  }

  private static void closeQuietly(@Nullable FileChannel file) {
    try {
      if (file != null) {
        file.close();
      }
    } catch (IOException e) {
      // the first fault is the one to report
    }
  }

  private int length() {
    return KEY + 8 * channels + 4;
  }

  /** Reads the keys; truncates the file after the last complete record. */
  private void recover(byte[] header) throws IOException {
    ByteBuffer begin = ByteBuffer.allocate(header.length);
    boolean known = readFully(begin, 0) && Arrays.equals(begin.array(), header);
    if (!known) {
      file.truncate(0);
      writeFully(ByteBuffer.wrap(header), 0);
    }
    long at = first;
    ByteBuffer record = ByteBuffer.allocate(length());
    while (readFully(record.clear(), at) && intact(record)) {
      records.put(ByteBuffer.wrap(Arrays.copyOf(record.array(), KEY)), at);
      at += length();
    }
    file.truncate(at);
  }

  private static boolean intact(ByteBuffer record) {
    CRC32 sum = new CRC32();
    sum.update(record.duplicate().position(0).limit(record.capacity() - 4));
    return record.getInt(record.capacity() - 4) == (int) sum.getValue();
  }

  /** Returns the number of images stored. */
  public int size() {
    return records.size();
  }

  /** Returns the peaks of an image file, if stored and the file is unchanged. */
  public Optional<Peaks> get(Path picture) {
    Long at = records.get(key(picture));
    if (at == null) {
      return Optional.empty();
    }
    try {
      ByteBuffer record = ByteBuffer.allocate(length());
      if (!readFully(record, at) || !intact(record)) {
        return Optional.empty();
      }
      Peaks peaks = new Peaks(new float[channels], new int[channels]);
      record.position(KEY);
      record.asFloatBuffer().get(peaks.values());
      record.position(KEY + 4 * channels);
      record.asIntBuffer().get(peaks.positions());
      return Optional.of(peaks);
    } catch (IOException e) {
      throw new InputException("cannot read the cache of activations: " + FileFacts.reason(e), e);
    }
  }

  /** Stores the peaks of another image. */
  public void put(Path picture, Peaks peaks) {
    if (peaks.values().length != channels) {
      throw new IllegalArgumentException(peaks.values().length + " channels, not " + channels);
    }
    ByteBuffer key = key(picture);
    ByteBuffer record = ByteBuffer.allocate(length());
    record.put(key.duplicate());
    for (float value : peaks.values()) {
      record.putFloat(value);
    }
    for (int position : peaks.positions()) {
      record.putInt(position);
    }
    CRC32 sum = new CRC32();
    sum.update(record.array(), 0, record.position());
    record.putInt((int) sum.getValue()).flip();
    try {
      long at = file.size();
      writeFully(record, at);
      records.put(key, at);
    } catch (IOException e) {
      throw new InputException(
          "cannot write the cache of activations: "
              + FileFacts.reason(e)
              + "; --no-cache runs without it",
          e);
    }
  }

  private static ByteBuffer key(Path picture) {
    String facts;
    try {
      BasicFileAttributes now = Files.readAttributes(picture, BasicFileAttributes.class);
      facts = now.size() + " " + now.lastModifiedTime().toMillis();
    } catch (IOException e) {
      facts = "unreadable";
    }
    String text = picture.toAbsolutePath().normalize() + "\n" + facts;
    byte[] hex =
        Hash.sha256(text.getBytes(StandardCharsets.UTF_8)).getBytes(StandardCharsets.UTF_8);
    byte[] key = new byte[KEY];
    for (int i = 0; i < KEY; i++) {
      key[i] = (byte) (Character.digit(hex[2 * i], 16) << 4 | Character.digit(hex[2 * i + 1], 16));
    }
    return ByteBuffer.wrap(key);
  }

  private boolean readFully(ByteBuffer into, long at) throws IOException {
    while (into.hasRemaining()) {
      if (file.read(into, at + into.position()) < 0) {
        return false;
      }
    }
    return true;
  }

  private void writeFully(ByteBuffer from, long at) throws IOException {
    while (from.hasRemaining()) {
      file.write(from, at + from.position());
    }
  }

  @Override
  public void close() {
    closeQuietly(file);
  }
}
