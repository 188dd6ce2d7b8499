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

/** A model in an ONNX file, and its way into this program. */
public final class OnnxFile {
  private static final String FORMAT = "ONNX file";

  /** Operators are known from this version on, … */
  static final long OLDEST = 7;

  /** … to this one. */
  static final long NEWEST = 26;

  private OnnxFile() {}

  /** Whether the file's name ends so, or it begins as ONNX files do: with a small version. */
  public static boolean recognizes(Path file) {
    if (file.toString().endsWith(".onnx")) {
      return true;
    }
    int version = FileFacts.byteAt(file, 1);
    return FileFacts.byteAt(file, 0) == 8 && version >= 1 && version <= 64;
  }

  /**
   * The model in a file; its weights are read when they are needed.
   *
   * @param name what the user called it
   * @throws InputException if it is no ONNX file, damaged, of an operator set that is not known, or
   *     nothing of it can be computed
   */
  public static Model model(String name, Path file) {
    return model(name, file, Mapped.of(file, FORMAT));
  }

  /** The model that {@code bytes} are, as if they were the content of {@code file}. */
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

  /** The file and those beside it that its weights lie in. */
  private static List<Path> files(Path file, ModelProto proto) {
    List<Path> files = new ArrayList<>();
    files.add(file);
    files.addAll(ExternalData.beside(file).files(proto.graph().initializers().values()));
    return files;
  }

  /** The class names in the metadata, if there is one for each channel of the last layer. */
  private static List<String> labels(Metadata metadata, Graph graph) {
    List<String> labels = metadata.labels();
    List<Shape> shapes = List.copyOf(graph.reach(graph.usualInput()).shapes().values());
    return shapes.get(shapes.size() - 1).c() == labels.size() ? labels : List.of();
  }

  /** Only the network of {@link #model}; its input may have any number of channels. */
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
