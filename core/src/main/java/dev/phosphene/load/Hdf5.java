package dev.phosphene.load;

import dev.phosphene.error.InputException;
import io.jhdf.HdfFile;
import io.jhdf.nio.FileChannelFromSeekableByteChannel;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;

/** Opens an HDF5 file for the time of one reading, and turns every fault into a message. */
final class Hdf5 {
  /** The first bytes of every HDF5 file. */
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  private Hdf5() {}

  /** Whether the file begins as HDF5 files do; false for what cannot be read. */
  static boolean recognises(Path file) {
    return FileFacts.startsWith(file, SIGNATURE);
  }

  /**
   * Runs {@code reading} on the open file and closes it.
   *
   * @param what is read, for messages: empty, or like {@code "layer \"conv1\""}
   * @throws InputException if the file is not HDF5, is cut short or is damaged
   */
  static <T> T read(Path file, String what, Function<HdfFile, T> reading) {
    FileFacts.requireReadable(file);
    if (!recognises(file)) {
      throw new InputException(file + " is not an HDF5 file: it begins with other bytes");
    }
    // jHDF would map the file, and Windows cannot delete what is mapped; this channel is read.
    try (FileChannel channel = new FileChannelFromSeekableByteChannel(Files.newByteChannel(file))) {
      HdfFile hdf = new HdfFile(channel); // owns nothing but the channel
      requireComplete(file, hdf, channel.size());
      return reading.apply(hdf);
    } catch (InputException e) {
      throw e;
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      // jHDF meets damaged files with exceptions of many kinds, wild sizes and endless recursion.
      // Where sizes are sound, KerasArrays has already told that memory ran out.
      throw new InputException(damaged(file, what, e), e);
    }
  }

  private static void requireComplete(Path file, HdfFile hdf, long size) {
    long expected = hdf.getHdfBackingStorage().getSuperblock().getEndOfFileAddress();
    if (size < expected) {
      throw new InputException(
          file + " is cut short: it has " + size + " bytes of " + expected + "; fetch it again");
    }
  }

  private static String damaged(Path file, String what, Throwable e) {
    return file
        + (what.isEmpty() ? "" : ", " + what)
        + ": damaged, or of a kind of HDF5 that is not understood ("
        + e.getClass().getSimpleName()
        + (e.getMessage() == null ? "" : ": " + e.getMessage())
        + ")";
  }
}
