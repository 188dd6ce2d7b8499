package dev.phosphene.load;

import dev.phosphene.error.InputException;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Group;
import io.jhdf.nio.FileChannelFromSeekableByteChannel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;

/** Opens an HDF5 file for the time of one reading, and turns every fault into a message. */
public final class Hdf5 {
  /** The first bytes of every HDF5 file. */
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  private Hdf5() {}

  /** Whether the file begins as HDF5 files do; false for what cannot be read. */
  public static boolean recognises(Path file) {
    return FileFacts.startsWith(file, SIGNATURE);
  }

  /** Opens the bytes of an HDF5 file, which may lie in another file. */
  public interface Opener {
    /** A channel at the first byte, to be closed by the caller. */
    SeekableByteChannel open() throws IOException;
  }

  /**
   * Runs {@code reading} on the open file and closes it.
   *
   * @param what is read, for messages: empty, or like {@code "layer \"conv1\""}
   * @throws InputException if the file is not HDF5, is cut short or is damaged
   */
  public static <T> T read(Path file, String what, Function<HdfFile, T> reading) {
    FileFacts.requireReadable(file);
    if (!recognises(file)) {
      throw new InputException(file + " is not an HDF5 file: it begins with other bytes");
    }
    return read(file.toString(), () -> Files.newByteChannel(file), what, reading);
  }

  /** As {@link #read(Path, String, Function)}, for bytes that are called {@code name}. */
  public static <T> T read(String name, Opener opener, String what, Function<HdfFile, T> reading) {
    // jHDF would map the file, and Windows cannot delete what is mapped; this channel is read.
    try (FileChannel channel = new FileChannelFromSeekableByteChannel(opener.open())) {
      HdfFile hdf = new HdfFile(channel); // owns nothing but the channel
      requireComplete(name, hdf, channel.size());
      return reading.apply(hdf);
    } catch (InputException e) {
      throw e;
    } catch (IOException e) {
      throw new InputException(name + " cannot be read: " + FileFacts.reason(e), e);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // jHDF meets damaged files with exceptions of many kinds, wild sizes and endless recursion.
      // Where sizes are sound, KerasArrays has already told that memory ran out.
      throw new InputException(damaged(name, what, e), e);
    }
  }

  /** A list of names; Keras splits what is too long for one attribute into NAME0, NAME1, …. */
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
