package dev.phosphene.load.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes what {@code torch.save} would write of a dictionary of tensors, in both forms. */
public final class TorchFiles {
  private final ByteArrayOutputStream items = new ByteArrayOutputStream();
  private final Map<String, byte[]> storages = new LinkedHashMap<>();
  private final Map<String, Long> counts = new LinkedHashMap<>();

  private TorchFiles() {}

  public static TorchFiles begin() {
    return new TorchFiles();
  }

  /** A tensor of float32 in row-major order. */
  public TorchFiles f32(String key, float[] values, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return tensor(key, "FloatStorage", values.length, bytes.array(), shape);
  }

  /** A counter, as batch normalization has one. */
  public TorchFiles i64(String key, long value) {
    ByteBuffer bytes = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value);
    return tensor(key, "LongStorage", 1, bytes.array());
  }

  /** A tensor of integers in row-major order. */
  public TorchFiles i64(String key, long[] values, int... shape) {
    ByteBuffer bytes = ByteBuffer.allocate(8 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(values);
    return tensor(key, "LongStorage", values.length, bytes.array(), shape);
  }

  private TorchFiles tensor(String key, String storage, int count, byte[] bytes, int... shape) {
    String id = String.valueOf(storages.size());
    int[] strides = new int[shape.length];
    for (int axis = shape.length - 1, stride = 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape[axis];
    }
    items.writeBytes(concat(text(key), tensor(storage, id, count, 0, shape, strides)));
    storages.put(id, bytes);
    counts.put(id, (long) count);
    return this;
  }

  /** The pickle of a tensor, any one. */
  public static byte[] tensor(
      String storage, String id, int count, int offset, int[] shape, int[] strides) {
    return concat(
        global("torch._utils", "_rebuild_tensor_v2"),
        ascii("(("),
        text("storage"),
        global("torch", storage),
        text(id),
        text("cpu"),
        integer(count),
        ascii("NtQ"), // zip files end without a view; readers take both
        integer(offset),
        tuple(shape),
        tuple(strides),
        new byte[] {(byte) 0x89},
        global("collections", "OrderedDict"),
        ascii(")RtR"));
  }

  private static byte[] tuple(int... values) {
    byte[] all = ascii("(");
    for (int value : values) {
      all = concat(all, integer(value));
    }
    return concat(all, ascii("t"));
  }

  /** The pickle of an integer. */
  public static byte[] integer(int value) {
    return ByteBuffer.allocate(5)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 'J')
        .putInt(value)
        .array();
  }

  /** The pickle of a text. */
  public static byte[] text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return ByteBuffer.allocate(5 + bytes.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put((byte) 'X')
        .putInt(bytes.length)
        .put(bytes)
        .array();
  }

  /** The pickle of a name. */
  public static byte[] global(String module, String name) {
    return ascii("c" + module + "\n" + name + "\n");
  }

  public static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  public static byte[] concat(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** The pickle of the dictionary, of protocol 2. */
  public byte[] pickle() {
    return concat(
        ascii("\u0080\u0002"),
        global("collections", "OrderedDict"),
        ascii(")R("),
        items.toByteArray(),
        ascii("u."));
  }

  /** As since PyTorch 1.6. */
  public byte[] zip() {
    return zip(pickle(), storages);
  }

  /** A zip file of any pickle and storages. */
  public static byte[] zip(byte[] pickle, Map<String, byte[]> storages) {
    Map<String, byte[]> entries = new LinkedHashMap<>();
    entries.put("archive/data.pkl", pickle);
    storages.forEach((key, bytes) -> entries.put("archive/data/" + key, bytes));
    entries.put("archive/version", ascii("3\n"));
    return archive(entries);
  }

  /** A zip file of any entries, not compressed. */
  public static byte[] archive(Map<String, byte[]> entries) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        put(zip, entry.getKey(), entry.getValue());
      }
    } catch (IOException e) {
      throw new IllegalStateException(e); // in memory
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] content) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(content);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(content.length);
    entry.setCrc(crc.getValue());
    entry.setTime(315_576_000_000L); // always the same bytes
    zip.putNextEntry(entry);
    zip.write(content);
    zip.closeEntry();
  }

  /** As before PyTorch 1.6. */
  public byte[] old() {
    return old(pickle(), counts, storages);
  }

  /** The older form of any pickle and storages. */
  public static byte[] old(byte[] pickle, Map<String, Long> counts, Map<String, byte[]> storages) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(ascii("\u0080\u0002\u008a\nl\u00fc\u009cF\u00f9 j\u00a8P\u0019."));
    all.writeBytes(ascii("\u0080\u0002M\u00e9\u0003."));
    all.writeBytes(concat(ascii("\u0080\u0002}("), text("little_endian"), ascii("\u0088u.")));
    all.writeBytes(pickle);
    all.writeBytes(ascii("\u0080\u0002]("));
    storages.keySet().forEach(key -> all.writeBytes(text(key)));
    all.writeBytes(ascii("e."));
    storages.forEach(
        (key, bytes) -> {
          ByteBuffer count = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
          all.writeBytes(count.putLong(counts.getOrDefault(key, 0L)).array());
          all.writeBytes(bytes);
        });
    return all.toByteArray();
  }
}
