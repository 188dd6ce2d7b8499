package dev.phosphene.load.pytorch;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A saved object and the storages that its tensors view. */
interface Container {

  /** Returns the saved object: dictionaries, texts, numbers and {@link StoredTensor}s. */
  Object root();

  /**
   * Reads elements of a storage; the buffer has their byte order.
   *
   * @param first index of the first element in the storage
   * @param count number of elements; their bytes must fit into an array
   */
  ByteBuffer read(Storage storage, long first, int count) throws IOException;
}
