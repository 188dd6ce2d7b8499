package dev.phosphene.output;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Stores RGB frames of one size in a temporary file, so that memory does not limit their number.
 * The file is deleted when the store is closed or the process ends.
 */
final class FrameStore implements AutoCloseable {
  private final int width;
  private final int height;
  private final FileChannel channel;
  private int count;

  FrameStore(int width, int height) {
    this.width = width;
    this.height = height;
    try {
      Path file = Files.createTempFile("phosphene", ".frames");
      channel =
          FileChannel.open(
              file,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
    } catch (IOException problem) {
      throw new InputException(
          "cannot keep frames in the temporary folder: " + FileFacts.reason(problem), problem);
    }
  }

  int count() {
    return count;
  }

  int width() {
    return width;
  }

  int height() {
    return height;
  }

  void add(Bitmap frame) {
    ByteBuffer bytes = ByteBuffer.wrap(frame.data());
    long start = (long) count * frame.data().length;
    try {
      while (bytes.hasRemaining()) {
        channel.write(bytes, start + bytes.position());
      }
    } catch (IOException problem) {
      throw new InputException(
          "cannot keep frames in the temporary folder: " + FileFacts.reason(problem), problem);
    }
    count++;
  }

  Bitmap frame(int index) throws IOException {
    byte[] data = new byte[width * height * 3];
    ByteBuffer bytes = ByteBuffer.wrap(data);
    long start = (long) index * data.length;
    while (bytes.hasRemaining()) {
      if (channel.read(bytes, start + bytes.position()) < 0) {
        throw new IOException("frame " + index + " is gone from the temporary folder");
      }
    }
    return new Bitmap(width, height, 3, data);
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException problem) {
      throw new InputException(
          "cannot remove a temporary file: " + FileFacts.reason(problem), problem);
    }
  }
}
