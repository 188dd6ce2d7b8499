package dev.phosphene.load.pytorch;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import dev.phosphene.load.Archive;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Path;
import java.util.List;

/**
 * The format of {@code torch.save} since 1.6, and of TorchScript archives: a zip file with {@code
 * NAME/data.pkl} and each storage as {@code NAME/data/KEY}, uncompressed.
 */
final class ZipForm implements Container {
  private static final String PICKLE = "data.pkl";

  private static final String KIND = "PyTorch file";

  private final String where;
  private final Archive archive;
  private final String folder;
  private final ByteOrder order;
  private final Object root;

  private ZipForm(String where, Archive archive) throws IOException {
    this.where = where;
    this.archive = archive;
    archive.requireDistinct();
    this.folder =
        archive.names().stream()
            .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
            .min((a, b) -> Integer.compare(a.length(), b.length()))
            .map(name -> name.substring(0, name.length() - PICKLE.length()))
            .orElseThrow(() -> new InputException(where + " is a zip file without a data.pkl"));
    this.order = order(archive, folder + "byteorder");
    Archive.Extent pickle = archive.stored(folder + PICKLE);
    try (InputStream in = new BufferedInputStream(Channels.newInputStream(pickle.open()))) {
      PickleInput input = new PickleInput(where + ", data.pkl", in, pickle.size());
      this.root = Pickle.read(input, this::storage);
    }
  }

  /** Returns whether it is a zip file with such an entry. */
  static boolean recognizes(Path file) {
    try {
      return Archive.recognizes(file)
          && Archive.open(file, KIND).names().stream().anyMatch(name -> name.endsWith(PICKLE));
    } catch (InputException e) {
      return false;
    }
  }

  /**
   * Reads the pickle.
   *
   * @throws InputException if the file is damaged or not a state dict
   */
  static ZipForm open(Path file) {
    return open(file.toString(), Archive.open(file, KIND), file);
  }

  /** The same of an archive that may lie in another one. */
  static ZipForm open(String where, Archive archive, Path file) {
    try {
      return new ZipForm(where, archive);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }

  /** The byte order that an entry names; little-endian if there is no such entry. */
  static ByteOrder order(Archive archive, String entry) {
    boolean big = archive.has(entry) && archive.text(entry, 64).strip().equals("big");
    return big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
  }

  /** Resolves {@code ("storage", class, key, device, count)}. */
  private Object storage(Object id) {
    List<Object> parts = PickleChecks.items(where, id);
    if (parts.size() < 5
        || !"storage".equals(parts.get(0))
        || !(parts.get(1) instanceof Global.StorageClass kind)) {
      throw PickleChecks.damaged(where, "a persistent id that is no storage");
    }
    String key = PickleChecks.text(where, parts.get(2));
    long count = PickleChecks.integer(where, parts.get(4));
    long size = archive.size(folder + "data/" + key);
    int width = kind.type().bytes();
    if (size < 0) {
      throw new InputException("%s has no storage \"%s\"".formatted(where, key));
    }
    if (count < 0 || count > size / width) {
      throw new InputException(
          "%s is damaged: the storage \"%s\" has %d bytes, and should have %s elements of %d"
              .formatted(where, key, size, Long.toUnsignedString(count), width));
    }
    return new Storage(key, kind.type(), 0, count);
  }

  @Override
  public Object root() {
    return root;
  }

  @Override
  public ByteBuffer read(Storage storage, long first, int count) throws IOException {
    int width = storage.type().bytes();
    Archive.Extent bytes = archive.stored(folder + "data/" + storage.key());
    return read(bytes, first * width, count * width).order(order);
  }

  /** So many bytes from {@code first} on. */
  static ByteBuffer read(Archive.Extent from, long first, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count);
    try (SeekableByteChannel channel = from.open()) {
      channel.position(first);
      while (bytes.hasRemaining()) {
        if (channel.read(bytes) < 0) {
          throw new EOFException("it has become shorter while it was read");
        }
      }
    }
    return bytes.flip();
  }
}
