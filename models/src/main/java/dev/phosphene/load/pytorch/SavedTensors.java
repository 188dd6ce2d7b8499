package dev.phosphene.load.pytorch;

import dev.phosphene.error.InputException;
import dev.phosphene.load.Archive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Map;

/** The tensors of archives that hold more than a state dict: as a pickle, or as bare elements. */
public final class SavedTensors {
  private SavedTensors() {}

  /**
   * What {@code torch.save} has written into an entry: tensors by their keys, or one with an empty
   * key.
   *
   * @param file that the archive is, for messages
   * @throws InputException if the entry is damaged, or holds something else
   */
  public static Map<String, SavedTensor> pickled(Path file, Archive archive, String entry) {
    String where = archive.where(entry);
    return StateWeights.tensors(file, where, ZipForm.open(where, archive.inner(entry), file));
  }

  /**
   * Elements without anything else, in an entry of their own.
   *
   * @param type what they are, as the format calls it: {@code FLOAT}, {@code LONG}, …
   * @param where names the tensor, for messages
   * @throws InputException if they do not all lie in the entry
   */
  public static SavedTensor bare(
      Path file,
      Archive archive,
      String entry,
      ByteOrder order,
      String type,
      long offset,
      long[] extents,
      long[] strides,
      String where) {
    StorageType kind =
        StorageType.ofStorage(type + "Storage")
            .orElseThrow(() -> new InputException(where + " is of " + type + ", not supported"));
    Archive.Extent extent = archive.stored(entry);
    Storage storage = new Storage(entry, kind, 0, extent.size() / kind.bytes());
    StoredTensor tensor = new StoredTensor(storage, offset, extents, strides);
    return StateWeights.tensor(file, where, new Bare(extent, order), tensor);
  }

  /** A container of one storage. */
  private record Bare(Archive.Extent extent, ByteOrder order) implements Container {
    @Override
    public Object root() {
      return Map.of();
    }

    @Override
    public ByteBuffer read(Storage storage, long first, int count) throws IOException {
      int width = storage.type().bytes();
      return ZipForm.read(extent, first * width, count * width).order(order);
    }
  }
}
