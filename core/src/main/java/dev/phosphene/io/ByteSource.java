package dev.phosphene.io;

import dev.phosphene.error.InputException;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/** Bytes that are read in pieces: from a file, opened for each piece, or an array. */
interface ByteSource {

  /** Returns the number of bytes. */
  long size();

  /**
   * Returns the bytes from {@code offset} on, in a buffer whose byte order is not set yet.
   *
   * @throws InputException if they cannot be read
   */
  ByteBuffer read(long offset, int length);

  /** Returns the bytes of an array, which must not change afterwards. */
  static ByteSource of(byte[] bytes) {
    return new ByteSource() {
      @Override
      public long size() {
        return bytes.length;
      }

      @Override
      public ByteBuffer read(long offset, int length) {
        return ByteBuffer.wrap(bytes, Math.toIntExact(offset), length).slice();
      }
    };
  }

  /** Returns the bytes of a file at its present size. */
  static ByteSource of(Path file) {
    FileFacts.requireReadable(file);
    long size;
    try {
      size = Files.size(file);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
    return new ByteSource() {
      @Override
      public long size() {
        return size;
      }

      @Override
      public ByteBuffer read(long offset, int length) {
        try {
          return piece(file, offset, length);
        } catch (IOException e) {
          throw new InputException(FileFacts.unreadable(file, e), e);
        }
      }
    };
  }

  private static ByteBuffer piece(Path file, long offset, int length) throws IOException {
    ByteBuffer piece = ByteBuffer.allocate(length);
    try (SeekableByteChannel channel = Files.newByteChannel(file)) {
      channel.position(offset);
      while (piece.hasRemaining()) {
        if (channel.read(piece) < 0) {
          throw new EOFException("it has become shorter while it was read");
        }
      }
    }
    return piece.flip();
  }
}
