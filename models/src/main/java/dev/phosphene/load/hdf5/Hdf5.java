package dev.phosphene.load.hdf5;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Dataset;
import io.jhdf.api.Group;
import io.jhdf.api.Link;
import io.jhdf.api.Node;
import io.jhdf.exceptions.HdfInvalidPathException;
import io.jhdf.nio.FileChannelFromSeekableByteChannel;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Opens an HDF5 file for one read, and turns every fault into a clear message. */
public final class Hdf5 {
  /** The first bytes of every HDF5 file. */
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /** Size in bytes of the largest file that is read as a whole. */
  private static final long IN_MEMORY = 1 << 24;

  private Hdf5() {}

  /** Returns whether the file begins as HDF5 files do; false if it cannot be read. */
  public static boolean recognizes(Path file) {
    return FileFacts.startsWith(file, SIGNATURE);
  }

  /** Opens the bytes of an HDF5 file, which may be part of another file. */
  public interface Opener {
    /** Returns a channel at the first byte, to be closed by the caller. */
    SeekableByteChannel open() throws IOException;

    /** Returns all bytes in memory; empty if too many, to be read through the channel. */
    Optional<ByteBuffer> bytes() throws IOException;
  }

  /** Returns the bytes of a file from {@code start} on. */
  public static Opener section(Path file, long start, long size, ChannelOf channel) {
    return new Opener() {
      private SoftReference<byte[]> kept = new SoftReference<>(null);
      private String state = "";

      @Override
      public SeekableByteChannel open() throws IOException {
        return channel.open();
      }

      @Override
      public synchronized Optional<ByteBuffer> bytes() throws IOException {
        if (size > IN_MEMORY) {
          return Optional.empty();
        }
        String now = Files.size(file) + " " + Files.getLastModifiedTime(file);
        byte[] bytes = now.equals(state) ? kept.get() : null;
        if (bytes == null) {
          try (SeekableByteChannel whole = Files.newByteChannel(file)) {
            whole.position(start);
            bytes = Channels.newInputStream(whole).readNBytes((int) size);
          }
          kept = new SoftReference<>(bytes);
          state = now;
        }
        return Optional.of(ByteBuffer.wrap(bytes).asReadOnlyBuffer());
      }
    };
  }

  /** Opens a channel. */
  public interface ChannelOf {
    /** Returns a channel at the first byte, to be closed by the caller. */
    SeekableByteChannel open() throws IOException;
  }

  /**
   * Returns the bytes of a whole file.
   *
   * @throws InputException if its size cannot be determined
   */
  public static Opener of(Path file) {
    try {
      return section(file, 0, Files.size(file), () -> Files.newByteChannel(file));
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }

  /**
   * Runs {@code reading} on the open file and closes it.
   *
   * @param what the part being read, for messages: empty, or like {@code "layer \"conv1\""}
   * @throws InputException if the file is not HDF5, is cut short or is damaged
   */
  public static <T> T read(Path file, String what, Function<HdfFile, T> reading) {
    FileFacts.requireReadable(file);
    if (!recognizes(file)) {
      throw new InputException(file + " is not an HDF5 file: it begins with other bytes");
    }
    return read(file.toString(), of(file), what, reading);
  }

  /** Like {@link #read(Path, String, Function)}, for bytes with the given name. */
  public static <T> T read(String name, Opener opener, String what, Function<HdfFile, T> reading) {
    try {
      Optional<ByteBuffer> bytes = opener.bytes();
      if (bytes.isPresent()) { // so that jHDF allocates no size that the file merely claims
        HdfFile hdf = HdfFile.fromByteBuffer(bytes.get());
        requireComplete(name, hdf, bytes.get().capacity());
        return reading.apply(hdf);
      }
      // jHDF would map the file, and Windows cannot delete what is mapped; this channel is read.
      try (FileChannel channel = new FileChannelFromSeekableByteChannel(opener.open())) {
        HdfFile hdf = new HdfFile(channel); // owns nothing but the channel
        requireComplete(name, hdf, channel.size());
        return reading.apply(hdf);
      }
    } catch (InputException e) {
      throw e;
    } catch (IOException e) {
      throw new InputException(name + " cannot be read: " + FileFacts.reason(e), e);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // jHDF fails on damaged files with many kinds of exceptions, huge sizes and endless
      // recursion.
      // Where sizes are sound, KerasArrays has already reported that memory ran out.
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

  /** Reads a list of names; Keras splits what exceeds one attribute into NAME0, NAME1, …. */
  public static List<String> strings(Group group, String name) {
    Attribute whole = group.getAttribute(name);
    List<String> strings = new ArrayList<>();
    if (whole != null) {
      add(strings, whole);
      return strings;
    }
    int i = 0;
    for (Attribute part = group.getAttribute(name + i); part != null; ) {
      add(strings, part);
      part = group.getAttribute(name + ++i);
    }
    return strings;
  }

  private static void add(List<String> strings, Attribute attribute) {
    Object data = attribute.isEmpty() ? null : attribute.getData();
    if (data instanceof String[] array) {
      Collections.addAll(strings, array);
    } else if (data instanceof String one) {
      strings.add(one);
    }
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
