package dev.phosphene.load.keras;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import dev.phosphene.load.Archive;
import dev.phosphene.load.FileSection;
import dev.phosphene.load.hdf5.Hdf5;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.Optional;

/** An HDF5 file that is compressed in an archive: unpacked when wanted, and again if need be. */
final class ArchivedWeights implements Hdf5.Opener {
  private final Archive archive;
  private final String name;
  private final long size;
  private SoftReference<byte[]> kept = new SoftReference<>(new byte[0]);

  private ArchivedWeights(Archive archive, String name) {
    this.archive = archive;
    this.name = name;
    this.size = archive.size(name);
  }

  /**
   * The bytes of an entry as a file of their own.
   *
   * @throws InputException if there is none, or its CRC-32 is wrong
   */
  static Hdf5.Opener of(Path file, Archive archive, String name) {
    try {
      if (archive.isStored(name)) {
        Archive.Extent extent = archive.intact(name);
        return Hdf5.section(file, extent.start(), extent.size(), extent::open);
      }
      archive.requireReasonable(name);
      return new ArchivedWeights(archive, name);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }

  private synchronized ByteBuffer unpacked() throws IOException {
    byte[] bytes = kept.get();
    if (bytes == null || bytes.length != size) {
      bytes = archive.unpacked(name);
      kept = new SoftReference<>(bytes);
    }
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  @Override
  public SeekableByteChannel open() throws IOException {
    return FileSection.of(unpacked());
  }

  @Override
  public Optional<ByteBuffer> bytes() throws IOException {
    return Optional.of(unpacked());
  }
}
