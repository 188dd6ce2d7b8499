package dev.phosphene.train;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/** Reads the regular files of a gzipped POSIX tar archive one by one. */
final class TarReader implements AutoCloseable {
  private static final int BLOCK = 512;

  /** One regular file. */
  record Entry(String name, byte[] content) {}

  private final InputStream in;

  TarReader(InputStream gzipped) throws IOException {
    in = new GZIPInputStream(gzipped, 1 << 16);
  }

  /** Returns the next regular file, or null at the end. */
  @Nullable Entry next() throws IOException {
    while (true) {
      byte[] header = in.readNBytes(BLOCK);
      if (header.length < BLOCK || header[0] == 0) {
        return null;
      }
      int size = Integer.parseInt(text(header, 124, 12).trim(), 8);
      int padded = (size + BLOCK - 1) / BLOCK * BLOCK;
      byte[] content = in.readNBytes(padded);
      if (content.length < padded) {
        throw new EOFException("the archive ends within " + text(header, 0, 100));
      }
      char kind = (char) header[156];
      if (kind == '0' || kind == 0) {
        return new Entry(text(header, 0, 100), Arrays.copyOf(content, size));
      }
    }
  }

  private static String text(byte[] header, int from, int length) {
    int end = from;
    while (end < from + length && header[end] != 0) {
      end++;
    }
    return new String(header, from, end - from, StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
