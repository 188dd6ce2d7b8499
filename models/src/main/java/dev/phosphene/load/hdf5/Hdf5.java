package dev.phosphene.load.hdf5;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import io.jhdf.HdfFile;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Link;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfInvalidPathException;
import io.jhdf.nio.FileChannelFromSeekableByteChannel;
import java.io.File;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Opens an HDF5 file for one read, and turns every fault into a clear message. */
public final class Hdf5 {
  /** The first bytes of every HDF5 file. */
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** Size in bytes of the largest file that is read as a whole. */
  private static final long IN_MEMORY = 1 << 24;

  /** Windows cannot delete a file that is mapped. */
  private static final boolean MAPS = File.separatorChar == '/';

  private Hdf5() {}

  /** Returns whether the file begins as HDF5 files do; false if it cannot be read. */
  public static boolean recognizes(Path file) {
    return FileFacts.startsWith(file, SIGNATURE);
  }

  /** Opens the bytes of an HDF5 file, which may be part of another file. */
  public interface Opener {
    /** Returns a channel at the first byte, to be closed by the caller. */
    SeekableByteChannel open() throws IOException;

    /**
     * All bytes, in memory or mapped, so that no size that the file claims makes jHDF allocate it;
     * empty where they are too many and to be read through the channel.
     */
    Optional<ByteBuffer> bytes() throws IOException;
  }

  /** Returns the bytes of a file from {@code start} on. */
  public static Opener section(Path file, long start, long size, ChannelOf channel) {
    return section(file, start, size, channel, IN_MEMORY);
  }

  /**
   * The same.
   *
   * @param length −1 for the whole file, whatever its size is when it is read
   * @param inMemory so many bytes are read as a whole at most
   */
  static Opener section(Path file, long start, long length, ChannelOf channel, long inMemory) {
    return new Opener() {
      private SoftReference<ByteBuffer> kept = new SoftReference<>(null);
      private String state = "";

      @Override
      public SeekableByteChannel open() throws IOException {
        return channel.open();
      }

      @Override
      public synchronized Optional<ByteBuffer> bytes() throws IOException {
        long size = length < 0 ? Files.size(file) : length;
        // With 2 GiB or more, no size that fits into an int is larger than the file.
        if (size > inMemory && (size > Integer.MAX_VALUE || !MAPS)) {
          return Optional.empty();
        }
        String now = Files.size(file) + " " + Files.getLastModifiedTime(file);
        ByteBuffer bytes = now.equals(state) ? kept.get() : null;
        if (bytes == null) {
          bytes = held(file, start, (int) size, size > inMemory);
          kept = new SoftReference<>(bytes);
          state = now;
        }
        return Optional.of(bytes.asReadOnlyBuffer());
      }
    };
  }

  private static ByteBuffer held(Path file, long start, int size, boolean mapped)
      throws IOException {
    if (mapped) {
      try (FileChannel whole = FileChannel.open(file)) {
        return whole.map(FileChannel.MapMode.READ_ONLY, start, size);
      }
    }
    try (SeekableByteChannel whole = Files.newByteChannel(file)) {
      whole.position(start);
      return ByteBuffer.wrap(Channels.newInputStream(whole).readNBytes(size));
    }
  }

  /** Opens a channel. */
  public interface ChannelOf {
    /** Returns a channel at the first byte, to be closed by the caller. */
    SeekableByteChannel open() throws IOException;
  }

  /** The bytes of a whole file; between readings they may stay in memory. */
  public static Opener of(Path file) {
    return section(file, 0, -1, () -> Files.newByteChannel(file));
  }

  /**
   * Runs {@code reading} on the open file and closes it.
   *
   * @param what the part being read, for messages: empty, or like {@code "layer \"conv1\""}
   * @throws InputException if the file is not HDF5, is cut short or is damaged
   */
  public static <T> T read(Path file, String what, Function<HdfFile, T> reading) {
    return read(file, of(file), what, reading);
  }

  /** As {@link #read(Path, String, Function)}, with an opener of that file. */
  static <T> T read(Path file, Opener opener, String what, Function<HdfFile, T> reading) {
    FileFacts.requireReadable(file);
    if (!recognizes(file)) {
      throw new InputException(file + " is not an HDF5 file: it begins with other bytes");
    }
    return read(file.toString(), opener, what, reading);
  }

  /** Like {@link #read(Path, String, Function)}, for bytes with the given name. */
  public static <T> T read(String name, Opener opener, String what, Function<HdfFile, T> reading) {
    try {
      Optional<ByteBuffer> bytes = opener.bytes();
      if (bytes.isPresent()) {
        HdfFile hdf = HdfFile.fromByteBuffer(bytes.get());
        requireComplete(name, hdf, bytes.get().capacity());
        return reading.apply(hdf);
      }
      // jHDF would map the file by itself; this channel is read.
      try (FileChannel channel = new FileChannelFromSeekableByteChannel(opener.open())) {
        HdfFile hdf = new HdfFile(channel); // owns nothing but the channel
        requireComplete(name, hdf, channel.size());
        return reading.apply(hdf);
      }
    } catch (InputException e) {
      throw e;
    } catch (IOException e) {
      throw new InputException(name + " cannot be read: " + FileFacts.reason(e), e);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError | InternalError e) {
      // (An internal error is how Java tells that a mapped file has become shorter.)
      // jHDF meets damaged files with exceptions of many kinds, wild sizes and endless recursion.
      // Where sizes are sound, KerasArrays has already told that memory ran out.
      throw new InputException(damaged(name, what, e), e);
    }
  }

  /**
   * Returns the array at a path below a group. Links are not followed: they may lead to any file.
   *
   * @throws InputException if the path contains a link
   * @throws HdfInvalidPathException if there is no such array
   */
  public static Dataset dataset(Group group, String path) {
    Node node = group;
    for (String part : path.split("/", -1)) {
      if (part.isEmpty()) {
        continue;
      }
      node = node instanceof Group parent ? parent.getChild(part) : null;
      if (node instanceof Link link) {
        throw new InputException(
            "\"%s\" is a link to \"%s\", and links are not followed"
                .formatted(path, link.getTargetPath()));
      }
      if (node == null) {
        break;
      }
    }
    if (node instanceof Dataset array) {
      return array;
    }
    throw new HdfInvalidPathException(path, group.getFileAsPath());
  }

  /** The texts of one attribute of the root, as {@link Hdf5Texts#of} has those of any. */
  public static List<String> strings(HdfFile hdf, String name) {
    return Hdf5Texts.in(hdf).of(hdf, name);
  }

  private static void requireComplete(String file, HdfFile hdf, long size) {
    long expected = hdf.getHdfBackingStorage().getSuperblock().getEndOfFileAddress();
    if (size < expected) {
      throw new InputException(
          file + " is cut short: it has " + size + " bytes of " + expected + "; fetch it again");
    }
  }

  private static String damaged(String file, String what, Throwable e) {
    return file
        + (what.isEmpty() ? "" : ", " + what)
        + ": damaged, or of a kind of HDF5 that is not understood"
        + (e.getMessage() == null ? "" : " (" + e.getMessage() + ")");
  }
}
