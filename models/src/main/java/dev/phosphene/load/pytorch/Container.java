package dev.phosphene.load.pytorch;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A saved object and the storages that its tensors look at. */
interface Container {

  /** What was saved: dictionaries, texts, numbers and {@link StoredTensor}s. */
  Object root();

  /**
   * Elements of a storage, in the byte order in which they are to be read.
   *
   * @param first counted from the storage's own first element
   * @param count so many that their bytes fit into an array
   */
  ByteBuffer read(Storage storage, long first, int count) throws IOException;
}
