package dev.phosphene.load.hdf5;

import io.jhdf.GlobalHeap;
import io.jhdf.HdfFile;
import io.jhdf.api.Attribute;
import io.jhdf.api.Group;
import io.jhdf.exceptions.HdfException;
import io.jhdf.object.datatype.VariableLength;
import io.jhdf.storage.HdfBackingStorage;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Texts in the attributes of one file, together no more than the file has bytes. An attribute may
 * refer to a text elsewhere (in a <em>global heap</em>), any number of attributes any number of
 * times, and jHDF makes a copy for each reference.
 *
 * <p>Source: HDF5 File Format Specification 3.0, III.E (global heap) and IV.A.2.d (variable-length
 * types).
 */
public final class Hdf5Texts {
  /** Bytes of the longest texts together: configurations of a thousand layers have a million. */
  private static final long MOST = 1 << 26;

  private static final int SIGNATURE_AND_VERSION = 8;
  private static final int LENGTH = 4; // of a text, before the address of its heap
  private static final int INDEX = 4; // in the heap, behind the address

  private final HdfBackingStorage storage;
  private final Map<Long, GlobalHeap> heaps = new HashMap<>();
  private long textsLeft;
  private long heapsLeft;

  private Hdf5Texts(HdfBackingStorage storage) {
    this.storage = storage;
    this.textsLeft = Math.min(MOST, storage.size());
    this.heapsLeft = textsLeft;
  }

  /** Texts of that file. */
  public static Hdf5Texts in(HdfFile hdf) {
    return new Hdf5Texts(hdf.getHdfBackingStorage());
  }

  /**
   * A list of names; Keras splits what is too long for one attribute into NAME0, NAME1, ….
   *
   * @throws HdfException if the texts so far have more bytes than the file
   */
  public List<String> of(Group group, String name) {
    Attribute whole = group.getAttribute(name);
    List<String> texts = new ArrayList<>();
    if (whole != null) {
      add(texts, whole);
      return texts;
    }
    int i = 0;
    for (Attribute part = group.getAttribute(name + i); part != null; ) {
      add(texts, part);
      part = group.getAttribute(name + ++i);
    }
    return texts;
  }

  private void add(List<String> texts, Attribute attribute) {
    if (attribute.isEmpty() || attribute.getDimensionsAsLong().length > 1) {
      return;
    }
    if (attribute.getDataType() instanceof VariableLength type) {
      if (type.isVariableLengthString()) {
        addReferred(texts, attribute, type);
      }
      return;
    }
    spend(attribute.getSizeInBytes(), attribute); // in the attribute itself
    Object data = attribute.getData();
    if (data instanceof String[] array) {
      texts.addAll(List.of(array));
    } else if (data instanceof String one) {
      texts.add(one);
    }
  }

  private void addReferred(List<String> texts, Attribute attribute, VariableLength type) {
    int reference = LENGTH + storage.getSizeOfOffsets() + INDEX;
    if (type.getSize() != reference) {
      throw new HdfException(
          "the attribute \"%s\" has references of %d bytes, expected %d"
              .formatted(attribute.getName(), type.getSize(), reference));
    }
    ByteBuffer references = attribute.getBuffer().order(ByteOrder.LITTLE_ENDIAN);
    for (long i = attribute.getSize(); i > 0; i--) {
      references.position(references.position() + LENGTH);
      long address = storage.getSizeOfOffsets() == 8 ? references.getLong() : references.getInt();
      int index = references.getInt();
      if (index == 0) { // an empty text
        texts.add("");
        continue;
      }
      GlobalHeap heap = heaps.get(address);
      if (heap == null) {
        heap = heap(address, attribute);
        heaps.put(address, heap);
      }
      ByteBuffer text = heap.getObjectData(index);
      spend(text.remaining(), attribute);
      texts.add(type.getEncoding().decode(text).toString());
    }
  }

  /**
   * One that lies inside of another is damage, too: together they would be larger than the file.
   */
  private GlobalHeap heap(long address, Attribute attribute) {
    int lengths = storage.getSizeOfLengths();
    ByteBuffer head = storage.readBufferFromAddress(address, SIGNATURE_AND_VERSION + lengths);
    head.order(ByteOrder.LITTLE_ENDIAN).position(SIGNATURE_AND_VERSION);
    long size = lengths == 8 ? head.getLong() : head.getInt();
    if (size < 0 || size > heapsLeft) {
      throw tooMuch(attribute);
    }
    heapsLeft -= size;
    return new GlobalHeap(storage, address);
  }

  private void spend(long bytes, Attribute attribute) {
    if (bytes > textsLeft) {
      throw tooMuch(attribute);
    }
    textsLeft -= bytes;
  }

  private HdfException tooMuch(Attribute attribute) {
    return new HdfException(
        "with the attribute \"%s\" its texts have more than %d bytes"
            .formatted(attribute.getName(), Math.min(MOST, storage.size())));
  }
}
