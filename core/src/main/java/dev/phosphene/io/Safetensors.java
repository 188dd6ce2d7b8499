package dev.phosphene.io;

import com.google.gson.JsonElement;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Finite;
import dev.phosphene.tensor.Shape;
import dev.phosphene.text.Nearest;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A <a href="https://github.com/huggingface/safetensors">safetensors</a> file: a 64-bit
 * little-endian length, a JSON header of that length, and the tensors' bytes one after the other.
 *
 * <p>Opening the file checks the whole header, so that every named tensor lies inside the file;
 * values are read with their parameter. F16, BF16 and F32 become float32 exactly, F64 rounded.
 */
public final class Safetensors {
  /** Longer headers are refused; real ones have a few hundred kilobytes at most. */
  private static final int MAX_HEADER = 16 << 20;

  private static final int LENGTH_BYTES = 8;
  private static final int CHUNK = 1 << 22; // values decoded at once

  private final String name;
  private final ByteSource bytes;
  private final long dataStart;
  private final Map<String, String> metadata;
  private final Map<String, TensorEntry> tensors;
  private final Supplier<String> digest;

  private Safetensors(String name, ByteSource bytes, Supplier<String> digest) {
    this.name = name;
    this.bytes = bytes;
    this.digest = digest;
    int length = headerLength();
    this.dataStart = LENGTH_BYTES + (long) length;
    Fields header = Fields.of(Fields.parse(text(length), where()), where());
    this.metadata = metadata(header);
    this.tensors = TensorEntry.all(header, bytes.size() - dataStart);
  }

  /**
   * Returns whether the file looks like safetensors: by its extension, or a brace at the header.
   */
  public static boolean recognizes(Path file) {
    return file.toString().endsWith(".safetensors") || FileFacts.byteAt(file, LENGTH_BYTES) == '{';
  }

  /**
   * Reads the header of a file.
   *
   * @throws InputException if the file is absent, truncated, or its header is invalid
   */
  public static Safetensors open(Path file) {
    return new Safetensors(file.toString(), ByteSource.of(file), Hash.lazily(file));
  }

  /**
   * Returns the file with these bytes.
   *
   * @param name file name for messages
   * @throws InputException if the header is invalid
   */
  public static Safetensors of(String name, byte[] bytes) {
    return new Safetensors(name, ByteSource.of(bytes), () -> Hash.sha256(bytes));
  }

  /** Returns the file's name, for messages. */
  public String name() {
    return name;
  }

  /** Returns the metadata of the header. */
  public Map<String, String> metadata() {
    return metadata;
  }

  /** Returns the names of the tensors. */
  public Set<String> names() {
    return tensors.keySet();
  }

  /** Returns the names of tensors usable as parameters: nonempty floats, not too large. */
  public List<String> weights() {
    return tensors.entrySet().stream()
        .filter(entry -> entry.getValue().isWeight())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Returns the SHA-256 of the whole file in hex, computed on request. */
  public Supplier<String> digest() {
    return digest;
  }

  /**
   * Returns a tensor whose values are not read yet.
   *
   * @throws InputException if there is no such tensor, or its type is not a float of at most 64
   *     bits, or it is empty or too large
   */
  public Parameter parameter(String tensor) {
    TensorEntry entry = tensors.get(tensor);
    if (entry == null) {
      throw new InputException(
          name + " has no tensor \"" + tensor + "\"" + Nearest.hint(tensor, names()));
    }
    if (!entry.type().readable()) {
      throw new InputException(
          name
              + ", tensor \""
              + tensor
              + "\" is "
              + entry.type()
              + "; expected F64, F32, F16 or BF16");
    }
    String where = name + ", tensor \"" + tensor + "\"";
    Shape shape = entry.shape(where);
    return new Parameter(tensor, shape, () -> Finite.weights(where, values(entry, shape.size())));
  }

  private float[] values(TensorEntry entry, int count) {
    float[] values = new float[count];
    int width = entry.type().bytes();
    for (int done = 0; done < count; done += CHUNK) {
      int part = Math.min(CHUNK, count - done);
      long offset = dataStart + entry.begin() + (long) done * width;
      ByteBuffer piece = bytes.read(offset, part * width).order(ByteOrder.LITTLE_ENDIAN);
      entry.type().decode(piece, values, done, part);
    }
    return values;
  }

  private int headerLength() {
    if (bytes.size() < LENGTH_BYTES) {
      throw new InputException(where() + " is cut short: the file has " + bytes.size() + " bytes");
    }
    long length = bytes.read(0, LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > MAX_HEADER) {
      throw new InputException(
          where() + ": " + Long.toUnsignedString(length) + " bytes is not a valid length");
    }
    if (length > bytes.size() - LENGTH_BYTES) {
      throw new InputException(
          where() + " is cut short: " + length + " bytes in a file of " + bytes.size());
    }
    return (int) length;
  }

  private String text(int length) {
    try {
      ByteBuffer header = bytes.read(LENGTH_BYTES, length);
      return StandardCharsets.UTF_8.newDecoder().decode(header).toString();
    } catch (CharacterCodingException e) {
      throw new InputException(where() + " is not UTF-8 text", e);
    }
  }

  private String where() {
    return name + ", safetensors header";
  }

  private static Map<String, String> metadata(Fields header) {
    JsonElement element = header.json().remove("__metadata__");
    if (element == null) {
      return Map.of();
    }
    Fields fields = Fields.of(element, header.where() + ", \"__metadata__\"");
    Map<String, String> texts = new LinkedHashMap<>();
    List.copyOf(fields.json().keySet()).forEach(key -> texts.put(key, fields.string(key)));
    return Collections.unmodifiableMap(texts);
  }
}
