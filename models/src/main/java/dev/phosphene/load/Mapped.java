package dev.phosphene.load;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory-maps files of protobuf messages: parts that are never accessed are never read. */
public final class Mapped {
  private Mapped() {}

  /**
   * Maps the whole file.
   *
   * @param format the expected format, such as {@code ONNX file}, for messages
   * @throws InputException if it cannot be read, or is larger than any such file can be
   */
  public static ByteBuffer of(Path file, String format) {
    FileFacts.requireReadable(file);
    if (!Files.isRegularFile(file)) {
      throw new InputException(file + " is not a regular file");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new InputException(
            file
                + " is larger than 2 GiB, and a protobuf message, as a "
                + format
                + " is, cannot be");
      }
      return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size());
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }

  /** Returns up to the first {@code length} bytes; none if it is not a regular file. */
  public static byte[] head(Path file, int length) {
    if (!Files.isRegularFile(file)) {
      return new byte[0];
    }
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(length);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }
}
