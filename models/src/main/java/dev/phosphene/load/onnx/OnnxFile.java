package dev.phosphene.load.onnx;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.Hash;
import dev.phosphene.load.Mapped;
import dev.phosphene.load.Wire;
import dev.phosphene.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Imports a model from an ONNX file. */
public final class OnnxFile {
  private static final String FORMAT = "ONNX file";

  /** Oldest supported operator set. */
  static final long OLDEST = 7;

  /** Newest supported operator set. */
  static final long NEWEST = 26;

  private OnnxFile() {}

  /** Returns whether the file has the extension, or begins as ONNX does: with a small version. */
  public static boolean recognizes(Path file) {
    if (file.toString().endsWith(".onnx")) {
      return true;
    }
    int version = FileFacts.byteAt(file, 1);
    return FileFacts.byteAt(file, 0) == 8 && version >= 1 && version <= 64;
  }

  /**
   * Returns the model in a file; weights are read on demand.
   *
   * @param name the name that the user gave
   * @throws InputException if it is no ONNX file, damaged, of an unknown operator set, or nothing
   *     in it can be computed
   */
  public static Model model(String name, Path file) {
    return model(name, file, Mapped.of(file, FORMAT));
  }

  /** Returns the model in {@code bytes}, as if they were the content of {@code file}. */
  static Model model(String name, Path file, ByteBuffer bytes) {
    ModelProto proto = read(file, bytes);
    Graph graph = graph(file, proto);
    Metadata metadata = Metadata.of(file.toString(), proto.metadata());
    return new Model(
        name,
        graph,
        metadata.preprocessing(graph.inputChannels()),
        labels(metadata, graph),
        file.getFileName()
            + (proto.producer().isBlank() ? "" : " (by " + proto.producer().strip() + ")"),
        Hash.lazily(files(file, proto)));
  }

  /** Returns the file and those beside it that hold its weights. */
  private static List<Path> files(Path file, ModelProto proto) {
    List<Path> files = new ArrayList<>();
    files.add(file);
    files.addAll(ExternalData.beside(file).files(proto.graph().initializers().values()));
    return files;
  }

  /** Returns the metadata's class names, if there is one per channel of the last layer. */
  private static List<String> labels(Metadata metadata, Graph graph) {
    List<String> labels = metadata.labels();
    List<Shape> shapes = List.copyOf(graph.reach(graph.usualInput()).shapes().values());
    return shapes.get(shapes.size() - 1).c() == labels.size() ? labels : List.of();
  }

  /** Returns only the network of {@link #model}; its input may have any number of channels. */
  public static Graph graph(Path file) {
    return graph(file, read(file, Mapped.of(file, FORMAT)));
  }

  private static ModelProto read(Path file, ByteBuffer bytes) {
    return ModelProto.read(Wire.of(file.toString(), FORMAT, bytes));
  }

  private static Graph graph(Path file, ModelProto proto) {
    long opset = proto.opsets().getOrDefault("", 0L);
    if (opset < OLDEST || opset > NEWEST) {
      throw new InputException(
          "%s uses ONNX's operator set %s; %d to %d are known"
              .formatted(file, opset == 0 ? "of no version" : opset, OLDEST, NEWEST));
    }
    TensorReader reader = new TensorReader(file.toString(), ExternalData.beside(file));
    return OnnxImporter.graph(ImportSource.of(file.toString(), proto.graph(), opset, reader));
  }
}
