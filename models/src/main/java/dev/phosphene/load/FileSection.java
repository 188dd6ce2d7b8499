package dev.phosphene.load;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A part of a file, or bytes in memory, as a channel to read from. */
public final class FileSection implements SeekableByteChannel {
  private final @Nullable SeekableByteChannel channel;
  private final @Nullable ByteBuffer bytes;
  private final long start;
  private final long size;
  private long position;
  private boolean open = true;

  /** So many bytes of a file from {@code start} on. */
  public static FileSection of(Path file, long start, long size) throws IOException {
    return new FileSection(Files.newByteChannel(file), start, size);
  }

  /** Bytes in memory. */
  public static FileSection of(ByteBuffer bytes) {
    return new FileSection(bytes);
  }

  private FileSection(SeekableByteChannel channel, long start, long size) {
    this.channel = channel;
    this.bytes = null;
    this.start = start;
    this.size = size;
  }

  private FileSection(ByteBuffer bytes) {
    this.channel = null;
    this.bytes = bytes;
    this.start = 0;
    this.size = bytes.limit();
  }

  @Override
  public int read(ByteBuffer into) throws IOException {
    if (position >= size) {
      return -1;
    }
    int wanted = (int) Math.min(into.remaining(), size - position);
    int got = wanted;
    if (bytes != null) {
      into.put(bytes.slice((int) position, wanted));
    } else if (channel != null) {
      ByteBuffer part = into.slice(into.position(), wanted);
      channel.position(start + position);
      got = channel.read(part);
      if (got > 0) {
        into.position(into.position() + got);
      }
    }
    position += Math.max(got, 0);
    return got;
  }

  @Override
  public int write(ByteBuffer from) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long position() {
    return position;
  }

  @Override
  public SeekableByteChannel position(long to) {
    position = to;
    return this;
  }

  @Override
  public long size() {
    return size;
  }

  @Override
  public SeekableByteChannel truncate(long to) {
    throw new UnsupportedOperationException();
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() throws IOException {
    open = false;
    if (channel != null) {
      channel.close();
    }
  }
}
