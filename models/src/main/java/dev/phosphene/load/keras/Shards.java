package dev.phosphene.load.keras;

import com.google.gson.JsonElement;
import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.HalfFloats;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Weights in TensorFlow.js's layout (tensorflow/tfjs, tfjs-core/src/io/types.ts): {@code
 * weightsManifest} lists groups of files whose concatenation holds the arrays one after another.
 * Models are untrusted, so no path may lead out of the model's folder, not even by a symbolic link.
 */
final class Shards implements StoredWeights {
  private final Path folder;
  private final List<Array> arrays = new ArrayList<>();
  private final List<Path> files = new ArrayList<>();

  private Shards(Path folder) {
    this.folder = folder;
  }

  /** The encoding of an array's values. */
  private enum Type {
    FLOAT32(4),
    FLOAT16(2),
    UINT8(1),
    UINT16(2),
    INT32(4),
    BOOL(1);

    private final int bytes;

    Type(int bytes) {
      this.bytes = bytes;
    }

    float read(ByteBuffer from) {
      return switch (this) {
        case FLOAT32 -> from.getFloat();
        case FLOAT16 -> HalfFloats.fromF16(from.getShort());
        case UINT8, BOOL -> from.get() & 0xff;
        case UINT16 -> from.getShort() & 0xffff;
        case INT32 -> from.getInt();
      };
    }
  }

  /** An array's position in its group of files, and the map {@code scale · v + min}. */
  private record Place(
      List<Path> files, long begin, int count, Type type, float scale, float min, String where) {}

  /**
   * Lists the arrays in {@code model.json}; reads none, and files may be missing.
   *
   * @throws InputException if the list is invalid, or leads out of the folder
   */
  static Shards of(Path model, Config json) {
    Path parent = model.toAbsolutePath().getParent();
    Shards shards = new Shards(parent == null ? model.toAbsolutePath() : parent);
    for (JsonElement element : json.list("weightsManifest")) {
      shards.group(Config.of(element, json.where() + ", \"weightsManifest\""));
    }
    return shards;
  }

  /** Returns all files, in the manifest's order. */
  List<Path> files() {
    return files;
  }

  private void group(Config group) {
    List<Path> paths = new ArrayList<>();
    for (JsonElement path : group.list("paths")) {
      paths.add(file(group.where(), path.isJsonPrimitive() ? path.getAsString() : ""));
    }
    files.addAll(paths);
    long begin = 0;
    for (JsonElement element : group.list("weights")) {
      Config entry = Config.of(element, group.where() + ", a weight");
      String name = entry.text("name");
      String where = group.where() + ", weight \"" + name + "\"";
      entry = entry.at(where);
      List<Integer> extents = extents(entry);
      Config packed = entry.has("quantization") ? entry.object("quantization") : entry;
      Type type = type(packed);
      long count = 1;
      for (int extent : extents) {
        count *= extent;
        if (count > Integer.MAX_VALUE / type.bytes) {
          throw new InputException(where + " is larger than 2 GiB");
        }
      }
      Place place =
          new Place(
              paths,
              begin,
              (int) count,
              type,
              packed.number("scale", 1),
              packed.number("min", 0),
              where);
      arrays.add(new Array(name, extents, () -> read(place)));
      begin += count * type.bytes;
    }
  }

  private static List<Integer> extents(Config entry) {
    List<Integer> extents = new ArrayList<>();
    for (int extent : entry.integers("shape")) {
      if (extent < 0) {
        throw entry.wrong("shape", "extents", entry.json().get("shape"));
      }
      extents.add(extent);
    }
    return extents;
  }

  private static Type type(Config entry) {
    String name = entry.text("dtype");
    for (Type type : Type.values()) {
      if (type.name().toLowerCase(Locale.ROOT).equals(name)) {
        return type;
      }
    }
    throw new InputException(entry.where() + ": values of type " + name + " cannot be read");
  }

  private Path file(String where, String location) {
    try {
      Path path = Path.of(location);
      boolean upwards = location.isEmpty() || path.isAbsolute() || path.getRoot() != null;
      for (Path part : path) {
        upwards |= part.toString().equals("..");
      }
      Path file = folder.resolve(path);
      boolean outside = Files.exists(file) && !file.toRealPath().startsWith(folder.toRealPath());
      if (upwards || outside) {
        throw new InputException(
            "%s: its file \"%s\" is not in the model's folder, and is not read"
                .formatted(where, location));
      }
      return file;
    } catch (InvalidPathException e) {
      throw new InputException(where + ": \"" + location + "\" is no path", e);
    } catch (IOException e) {
      throw new InputException(
          where + ": \"" + location + "\" cannot be read: " + FileFacts.reason(e), e);
    }
  }

  private static float[] read(Place place) {
    long length = (long) place.count * place.type.bytes;
    long lacking = place.begin + length - size(place);
    if (lacking > 0) { // so that nothing is allocated for bytes that are merely claimed
      throw new InputException(
          "%s: its files lack %d of %d bytes"
              .formatted(place.where, Math.min(lacking, length), length));
    }
    ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
    long skip = place.begin;
    for (Path file : place.files) {
      try (SeekableByteChannel channel = Files.newByteChannel(file)) {
        long size = channel.size();
        if (skip < size && bytes.hasRemaining()) {
          fill(channel.position(skip), bytes, size - skip);
        }
        skip = Math.max(skip - size, 0);
      } catch (IOException e) {
        throw new InputException(FileFacts.unreadable(file, e), e);
      }
    }
    if (bytes.hasRemaining()) {
      throw new InputException(place.where + ": its files have become shorter");
    }
    bytes.flip();
    float[] values = new float[place.count];
    for (int i = 0; i < values.length; i++) {
      values[i] = place.type.read(bytes);
    }
    if (place.scale != 1 || place.min != 0) {
      for (int i = 0; i < values.length; i++) {
        values[i] = values[i] * place.scale + place.min;
      }
    }
    return values;
  }

  /** Returns the total size of the files of an array's group. */
  private static long size(Place place) {
    long size = 0;
    for (Path file : place.files) {
      if (!Files.isRegularFile(file)) {
        throw new InputException(place.where + " lies in " + file + ", which is not there");
      }
      try {
        size += Files.size(file);
      } catch (IOException e) {
        throw new InputException(FileFacts.unreadable(file, e), e);
      }
    }
    return size;
  }

  private static void fill(SeekableByteChannel channel, ByteBuffer bytes, long available)
      throws IOException {
    int limit = bytes.limit();
    bytes.limit((int) Math.min(limit, bytes.position() + available));
    while (bytes.hasRemaining()) {
      if (channel.read(bytes) < 0) {
        throw new EOFException("it has become shorter while it was read");
      }
    }
    bytes.limit(limit);
  }

  @Override
  public List<Array> of(LayerConfig layer) {
    return Suffixes.of(layer, arrays);
  }
}
