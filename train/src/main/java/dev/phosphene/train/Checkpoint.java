package dev.phosphene.train;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.AutoGradMode;
import org.bytedeco.pytorch.Tensor;

/** Saves and restores a training's state between two epochs. */
final class Checkpoint {
  private static final int MAGIC = 0x50484F53;

  private Checkpoint() {}

  /** The state other than the tensors. */
  record Progress(int epochs, double wallSeconds, double cpuSeconds) {}

  /** Replaces the file atomically, so that an interruption leaves the old or the new one. */
  static void write(Path file, Progress progress, Map<String, Tensor> tensors) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try (DataOutputStream out =
        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
      out.writeInt(MAGIC);
      out.writeInt(progress.epochs());
      out.writeDouble(progress.wallSeconds());
      out.writeDouble(progress.cpuSeconds());
      out.writeInt(tensors.size());
      for (Map.Entry<String, Tensor> e : tensors.entrySet()) {
        float[] values = Tensors.values(e.getValue());
        out.writeUTF(e.getKey());
        out.writeInt(values.length);
        for (float v : values) {
          out.writeFloat(v);
        }
      }
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
  }

  /** Restores the tensors from the file, which must have the same names and sizes. */
  static Progress read(Path file, Map<String, Tensor> tensors) throws IOException {
    Contents contents = contents(file);
    if (!contents.values().keySet().equals(tensors.keySet())) {
      throw new IOException(file + " holds the tensors of another network");
    }
    try (AutoGradMode off = new AutoGradMode(false)) {
      for (Map.Entry<String, float[]> e : contents.values().entrySet()) {
        Tensor to = tensors.get(e.getKey());
        float[] values = e.getValue();
        if (to == null || to.numel() != values.length) {
          throw new IOException(file + ": " + e.getKey() + " does not fit this network");
        }
        try (Tensor from = Tensors.of(values, values.length);
            Tensor shaped = from.view_as(to)) {
          to.copy_(shaped);
        }
      }
    }
    return contents.progress();
  }

  /** Returns the tensors whose names begin with a prefix, by the rest of the name. */
  static Map<String, float[]> values(Path file, String prefix) throws IOException {
    Map<String, float[]> some = new LinkedHashMap<>();
    contents(file)
        .values()
        .forEach(
            (name, v) -> {
              if (name.startsWith(prefix)) {
                some.put(name.substring(prefix.length()), v);
              }
            });
    return some;
  }

  private record Contents(Progress progress, Map<String, float[]> values) {}

  private static Contents contents(Path file) throws IOException {
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      if (in.readInt() != MAGIC) {
        throw new IOException(file + " is not a checkpoint of this program");
      }
      Progress progress = new Progress(in.readInt(), in.readDouble(), in.readDouble());
      int count = in.readInt();
      Map<String, float[]> tensors = new LinkedHashMap<>();
      for (int i = 0; i < count; i++) {
        String name = in.readUTF();
        float[] values = new float[in.readInt()];
        for (int k = 0; k < values.length; k++) {
          values[k] = in.readFloat();
        }
        tensors.put(name, values);
      }
      return new Contents(progress, tensors);
    }
  }
}
