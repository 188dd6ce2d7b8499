package dev.phosphene.load.pytorch;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The format of {@code torch.save} since 1.6, and of TorchScript archives: a zip file with {@code
 * NAME/data.pkl} and each storage as {@code NAME/data/KEY}, uncompressed.
 */
final class ZipForm implements Container {
  private static final byte[] SIGNATURE = {'P', 'K', 3, 4};
  private static final String PICKLE = "data.pkl";

  private final Path file;
  private final String folder;
  private final Map<String, Long> sizes;
  private final ByteOrder order;
  private final Object root;

  private ZipForm(Path file, ZipFile zip) throws IOException {
    this.file = file;
    List<? extends ZipEntry> entries = zip.stream().toList();
    this.sizes = sizes(entries);
    this.folder =
        sizes.keySet().stream()
            .filter(name -> name.equals(PICKLE) || name.endsWith("/" + PICKLE))
            .min((a, b) -> Integer.compare(a.length(), b.length()))
            .map(name -> name.substring(0, name.length() - PICKLE.length()))
            .orElseThrow(() -> new InputException(file + " is a zip file without a data.pkl"));
    this.order = order(zip);
    try (InputStream in = new BufferedInputStream(stream(zip, folder + PICKLE))) {
      long size = sizes.getOrDefault(folder + PICKLE, 0L);
      this.root = Pickle.read(new PickleInput(file + ", data.pkl", in, size), this::storage);
    }
  }

  /** Returns whether it is a zip file with such an entry. */
  static boolean recognizes(Path file) {
    if (!FileFacts.startsWith(file, SIGNATURE)) {
      return false;
    }
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return zip.stream().anyMatch(entry -> entry.getName().endsWith(PICKLE));
    } catch (IOException | IllegalArgumentException e) {
      return false;
    }
  }

  /**
   * Reads the pickle.
   *
   * @throws InputException if the file is damaged or not a state dict
   */
  static ZipForm open(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return new ZipForm(file, zip);
    } catch (ZipException | IllegalArgumentException e) {
      throw new InputException(file + " is no whole zip file: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }

  /**
   * Returns the entries' sizes, which may not overlap: together they are no larger than the file.
   */
  private Map<String, Long> sizes(List<? extends ZipEntry> entries) throws IOException {
    Map<String, Long> found = new HashMap<>();
    long left = Files.size(file);
    for (ZipEntry entry : entries) {
      left -= Math.max(entry.getCompressedSize(), 0);
      if (left < 0) {
        throw new InputException(
            file + " is a damaged zip file: its entries together are larger than the file");
      }
      if (found.put(entry.getName(), entry.getSize()) != null) {
        throw new InputException(
            file + " is a damaged zip file: it has two entries " + entry.getName());
      }
    }
    return found;
  }

  private ByteOrder order(ZipFile zip) throws IOException {
    if (!sizes.containsKey(folder + "byteorder")) {
      return ByteOrder.LITTLE_ENDIAN;
    }
    try (InputStream in = stream(zip, folder + "byteorder")) {
      boolean big =
          new String(in.readNBytes(8), java.nio.charset.StandardCharsets.US_ASCII)
              .strip()
              .equals("big");
      return big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }
  }

  private InputStream stream(ZipFile zip, String name) throws IOException {
    ZipEntry entry = zip.getEntry(name);
    if (entry == null) {
      throw new InputException(file + " has no entry " + name);
    }
    if (entry.getMethod() != ZipEntry.STORED || entry.getCompressedSize() != entry.getSize()) {
      throw new InputException(
          file + " has compressed its " + name + "; PyTorch stores it, so something else wrote it");
    }
    return zip.getInputStream(entry);
  }

  /** Resolves {@code ("storage", class, key, device, count)}. */
  private Object storage(Object id) {
    String where = file.toString();
    List<Object> parts = PickleChecks.items(where, id);
    if (parts.size() < 5
        || !"storage".equals(parts.get(0))
        || !(parts.get(1) instanceof Global.StorageClass kind)) {
      throw PickleChecks.damaged(where, "a persistent id that is no storage");
    }
    String key = PickleChecks.text(where, parts.get(2));
    long count = PickleChecks.integer(where, parts.get(4));
    long size = sizes.getOrDefault(folder + "data/" + key, -1L);
    int width = kind.type().bytes();
    if (size < 0) {
      throw new InputException("%s has no storage \"%s\"".formatted(file, key));
    }
    if (count < 0 || count > size / width) {
      throw new InputException(
          "%s is damaged: the storage \"%s\" has %d bytes, and should have %s elements of %d"
              .formatted(file, key, size, Long.toUnsignedString(count), width));
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
    try (ZipFile zip = new ZipFile(file.toFile());
        InputStream in = stream(zip, folder + "data/" + storage.key())) {
      in.skipNBytes(first * width);
      byte[] bytes = in.readNBytes(count * width);
      if (bytes.length < count * width) {
        throw new EOFException("it has become shorter while it was read");
      }
      return ByteBuffer.wrap(bytes).order(order);
    }
  }
}
