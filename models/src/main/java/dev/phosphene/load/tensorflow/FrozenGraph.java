package dev.phosphene.load.tensorflow;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.graph.Preprocessing;
import dev.phosphene.io.Hash;
import dev.phosphene.load.Mapped;
import dev.phosphene.load.Wire;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Imports a model from a frozen TensorFlow graph, a {@code GraphDef} with constant weights. */
public final class FrozenGraph {
  private static final String FORMAT = "frozen TensorFlow graph";
  private static final int HEAD = 1 << 10;
  private static final byte NAME = 0x0a; // field 1, bytes
  private static final byte VERSION = 0x08; // field 1, an integer: an ONNX file or a SavedModel
  private static final byte OP = 0x12; // field 2, bytes

  private FrozenGraph() {}

  /**
   * Returns whether the file's name ends in {@code .pb}, or it begins with a node, as graphs do.
   */
  public static boolean recognizes(Path file) {
    byte[] head = Mapped.head(file, HEAD);
    boolean named = file.toString().endsWith(".pb") && head.length > 0 && head[0] != VERSION;
    return named || isGraph(head) || isSaved(head);
  }

  /** Returns whether it begins with a node: its name, then its operator. */
  private static boolean isGraph(byte[] head) {
    int at = 1;
    while (at < 6 && at < head.length && head[at] < 0) {
      at++; // the node's length
    }
    at++;
    if (at + 2 >= head.length || head[0] != NAME || head[at] != NAME || head[at + 1] <= 0) {
      return false;
    }
    int behind = at + 2 + head[at + 1];
    return behind < head.length && head[behind] == OP;
  }

  /** Returns whether it is a SavedModel: version 1, then a graph with its description. */
  private static boolean isSaved(byte[] head) {
    int at = 3;
    while (at < 8 && at < head.length && head[at] < 0) {
      at++; // the graph's length
    }
    return head.length > at + 1
        && head[0] == VERSION
        && head[1] == 1
        && head[2] == 0x12
        && head[at + 1] == NAME;
  }

  /**
   * Returns the model in a file; weights are read on demand.
   *
   * @param name the name that the user gave
   * @throws InputException if it is no such file, damaged, or nothing in it can be computed
   */
  public static Model model(String name, Path file) {
    return model(name, file, Mapped.of(file, FORMAT));
  }

  /** Returns the model in {@code bytes}, as if they were the content of {@code file}. */
  static Model model(String name, Path file, ByteBuffer bytes) {
    byte[] head = new byte[Math.min(HEAD, bytes.limit())];
    bytes.get(0, head);
    if (isSaved(head)) {
      throw new InputException(
          file
              + " is a SavedModel, whose weights lie in other files; freeze it"
              + " (convert_variables_to_constants_v2), or convert it with tf2onnx");
    }
    Map<String, NodeDef> nodes = nodes(file, bytes);
    Graph graph = graph(file, nodes, bytes);
    int channels = graph.inputChannels();
    if (channels != 3 && channels != 1) {
      throw new InputException(
          "%s takes images of %d channels; 3 or 1 can be made".formatted(file, channels));
    }
    Preprocessing preprocessing = Lucid.preprocessing(nodes.keySet()).forChannels(channels);
    return new Model(
        name,
        graph,
        preprocessing,
        List.of(),
        file.getFileName() + " (" + FORMAT + ")",
        Hash.lazily(file));
  }

  /** Returns only the network of {@link #model}; its input may have any number of channels. */
  public static Graph graph(Path file) {
    ByteBuffer bytes = Mapped.of(file, FORMAT);
    return graph(file, nodes(file, bytes), bytes);
  }

  private static Map<String, NodeDef> nodes(Path file, ByteBuffer bytes) {
    return NodeDef.all(Wire.of(file.toString(), FORMAT, bytes));
  }

  private static Graph graph(Path file, Map<String, NodeDef> nodes, ByteBuffer bytes) {
    TensorValues values = new TensorValues(file.toString(), bytes.limit());
    return FrozenGraphImporter.graph(file.toString(), nodes, values);
  }
}
