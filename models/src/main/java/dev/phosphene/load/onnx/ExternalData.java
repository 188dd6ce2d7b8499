package dev.phosphene.load.onnx;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Weights in other files, which ONNX allows in the model's folder or below (onnx/onnx,
 * docs/ExternalData.md). Models are untrusted, so no path may lead out of the model's folder, not
 * even by a symbolic link.
 */
final class ExternalData {
  private final Path folder;

  private ExternalData(Path folder) {
    this.folder = folder;
  }

  /** Returns the files beside {@code model}. */
  static ExternalData beside(Path model) {
    Path parent = model.toAbsolutePath().getParent();
    return new ExternalData(parent == null ? model.toAbsolutePath() : parent);
  }

  /**
   * Maps the bytes of a tensor.
   *
   * @param where the tensor, for messages
   * @param entries {@code location}, {@code offset} and {@code length} as in the file
   * @param expected required number of bytes
   * @throws InputException if the location is not allowed or lacks these bytes
   */
  ByteBuffer read(String where, Map<String, String> entries, long expected) {
    long offset = number(where, entries, "offset", 0);
    long length = number(where, entries, "length", expected);
    if (length != expected) {
      throw new InputException(
          where + ": " + length + " bytes are given, its shape needs " + expected);
    }
    Path file = file(where, entries.getOrDefault("location", ""));
    if (expected == 0) {
      return ByteBuffer.allocate(0);
    } else if (expected > Integer.MAX_VALUE) {
      throw new InputException(where + " is larger than 2 GiB");
    }
    try (FileChannel channel = FileChannel.open(file)) {
      if (offset > channel.size() || expected > channel.size() - offset) {
        throw new InputException(
            "%s: bytes %d to %d of %s, which has %d"
                .formatted(where, offset, offset + expected, file, channel.size()));
      }
      return channel
          .map(FileChannel.MapMode.READ_ONLY, offset, expected)
          .order(ByteOrder.LITTLE_ENDIAN);
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }

  /** Returns the files that hold tensors, sorted by name. */
  Collection<Path> files(Collection<TensorProto> tensors) {
    Set<Path> files = new TreeSet<>();
    for (TensorProto tensor : tensors) {
      String location = tensor.external().getOrDefault("location", "");
      try {
        if (!location.isEmpty()) {
          files.add(file(tensor.name(), location));
        }
      } catch (InputException e) {
        // reported when the tensor is read
      }
    }
    return files;
  }

  private Path file(String where, String location) {
    try {
      Path path = Path.of(location);
      boolean upwards = location.isEmpty() || path.isAbsolute() || path.getRoot() != null;
      for (Path part : path) {
        upwards |= part.toString().equals("..");
      }
      Path file = folder.resolve(path);
      if (upwards) {
        throw outside(where, location);
      }
      if (!Files.isRegularFile(file)) {
        throw new InputException(where + " lies in " + file + ", which is not there");
      }
      Path real = file.toRealPath();
      if (!real.startsWith(folder.toRealPath())) {
        throw outside(where, location);
      }
      return real;
    } catch (InvalidPathException e) {
      throw new InputException(where + ": \"" + location + "\" is no path", e);
    } catch (IOException e) {
      throw new InputException(
          where + ": \"" + location + "\" cannot be read: " + FileFacts.reason(e), e);
    }
  }

  private static InputException outside(String where, String location) {
    return new InputException(
        "%s: its file \"%s\" is not in the model's folder, and is not read"
            .formatted(where, location));
  }

  private static long number(
      String where, Map<String, String> entries, String key, long otherwise) {
    String text = entries.get(key);
    if (text == null) {
      return otherwise;
    }
    try {
      long value = Long.parseLong(text.strip());
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      // reported below, like negative ones
    }
    throw new InputException(where + ": " + key + " \"" + text + "\" is no number of bytes");
  }
}
