package dev.phosphene.load.hdf5;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes HDF5 files of the oldest form, which has no checksums, byte by byte: a root group whose
 * attributes refer to texts in global heaps (HDF5 File Format Specification 3.0).
 */
final class OldHdf5 {
  private static final int HEADER = 96; // behind the superblock
  private static final int MESSAGE = 8;

  private final List<byte[]> messages = new ArrayList<>();
  private final ByteArrayOutputStream heaps = new ByteArrayOutputStream();

  /** Where a text is: a heap's place among the heaps, and the text's number in it. */
  record Reference(long heap, int index) {}

  /** Adds a heap; returns where it is. */
  long heap(String... texts) throws IOException {
    long at = heaps.size();
    heaps.write(collection(texts));
    return at;
  }

  /** A heap's bytes. */
  static byte[] collection(String... texts) {
    int size = 16;
    for (String text : texts) {
      size += 16 + padded(text.length());
    }
    byte[] content = new byte[size];
    ByteBuffer heap = buffer(content);
    heap.put("GCOL".getBytes(StandardCharsets.US_ASCII)).putInt(1).putLong(size);
    for (int i = 0; i < texts.length; i++) {
      byte[] bytes = texts[i].getBytes(StandardCharsets.ISO_8859_1);
      heap.putShort((short) (i + 1)).putShort((short) 1).putInt(0).putLong(bytes.length);
      heap.put(bytes);
      heap.position(padded(heap.position()));
    }
    return content;
  }

  /** Adds an attribute, a list of texts; {@code heap} counts from the first of the heaps. */
  OldHdf5 attribute(String name, List<Reference> references) {
    int data = 8 + padded(name.length() + 1) + 16 + 16;
    byte[] content = new byte[MESSAGE + data + 16 * references.size()];
    ByteBuffer message = buffer(content);
    message.putShort((short) 12).putShort((short) (data + 16 * references.size())).putInt(0);
    message.put((byte) 1).put((byte) 0);
    message.putShort((short) (name.length() + 1)).putShort((short) 16).putShort((short) 16);
    message.put(name.getBytes(StandardCharsets.US_ASCII));
    message.position(MESSAGE + 8 + padded(name.length() + 1));
    message.put(new byte[] {0x19, 1, 0, 0}).putInt(16); // class 9, version 1: texts, 16 bytes each
    message.putInt(0x13).putInt(1); // of strings of one byte
    message.put(new byte[] {1, 1, 0, 0, 0, 0, 0, 0}).putLong(references.size());
    for (Reference reference : references) {
      message.putInt(0).putLong(reference.heap).putInt(reference.index);
    }
    messages.add(content);
    return this;
  }

  Path write(Path file) throws IOException {
    int size = messages.stream().mapToInt(message -> message.length).sum();
    int first = padded(HEADER + 16 + size);
    byte[] content = new byte[first + heaps.size()];
    ByteBuffer all = buffer(content);
    all.put(new byte[] {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'});
    all.put(new byte[] {0, 0, 0, 0, 0, 8, 8, 0}).putShort((short) 4).putShort((short) 16);
    all.putInt(0).putLong(0).putLong(-1).putLong(all.capacity()).putLong(-1);
    all.putLong(0).putLong(HEADER);
    all.position(HEADER);
    all.put((byte) 1).put((byte) 0).putShort((short) messages.size()).putInt(1).putInt(size);
    all.position(HEADER + 16);
    for (byte[] message : messages) {
      ByteBuffer moved = buffer(message);
      int references = MESSAGE + 8 + padded(moved.getShort(MESSAGE + 2)) + 32;
      for (int at = references + 4; at < message.length; at += 16) {
        moved.putLong(at, first + moved.getLong(at));
      }
      all.put(message);
    }
    all.position(first);
    all.put(heaps.toByteArray());
    return Files.write(file, content);
  }

  private static ByteBuffer buffer(byte[] content) {
    return ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  private static int padded(int size) {
    return (size + 7) / 8 * 8;
  }
}
