package dev.phosphene.load.caffe;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Model;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.Hash;
import dev.phosphene.load.Mapped;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a Caffe network: a {@code .caffemodel} with layers and weights, alone or with a {@code
 * .prototxt} of the same name, or {@code deploy.prototxt}, beside it, whose layers then take
 * precedence.
 */
public final class CaffeModel {
  private static final String WEIGHTS = ".caffemodel";
  private static final String TEXT = ".prototxt";
  private static final long LONGEST_TEXT = 1 << 23;
  private static final int HEAD = 1 << 10;

  /** First bytes of what may follow a network's name: a layer of either form, or an input. */
  private static final Set<Integer> BEHIND_NAME = Set.of(0x12, 0x1a, 0xa2);

  private CaffeModel() {}

  /** Returns whether the file has such an extension, or begins with a name, then a layer. */
  public static boolean recognizes(Path file) {
    String name = file.toString();
    return name.endsWith(WEIGHTS) || name.endsWith(TEXT) || isNet(Mapped.head(file, HEAD));
  }

  private static boolean isNet(byte[] head) {
    if (head.length < 3 || head[0] != 0x0a || head[1] <= 0) {
      return false;
    }
    int behind = 2 + head[1];
    for (int i = 2; i < Math.min(behind, head.length); i++) {
      if (head[i] >= 0 && head[i] < ' ') {
        return false;
      }
    }
    return behind < head.length && BEHIND_NAME.contains(head[behind] & 0xff);
  }

  /**
   * Returns the model in a file; weights are read on demand.
   *
   * @param name the name that the user gave
   * @param file the file with weights, or the text with the weights beside it
   * @throws InputException if it is no such file, damaged, or nothing in it can be computed
   */
  public static Model model(String name, Path file) {
    if (file.toString().endsWith(TEXT)) {
      FileFacts.requireReadable(file);
      Path weights = beside(file, TEXT, WEIGHTS);
      if (!Files.isRegularFile(weights)) {
        throw new InputException(
            "%s has layers, but no weights; expected them in %s beside it"
                .formatted(file, weights.getFileName()));
      }
      return model(name, weights, Mapped.of(weights, "Caffe model"), Optional.of(file));
    }
    return model(name, file, Mapped.of(file, "Caffe model"), text(file));
  }

  private static Path beside(Path file, String from, String to) {
    String name = String.valueOf(file.getFileName());
    String stem = name.endsWith(from) ? name.substring(0, name.length() - from.length()) : name;
    return file.resolveSibling(stem + to);
  }

  private static Optional<Path> text(Path weights) {
    return List.of(beside(weights, WEIGHTS, TEXT), weights.resolveSibling("deploy" + TEXT)).stream()
        .filter(Files::isRegularFile)
        .findFirst();
  }

  /** Builds the model from weights and, if present, from the text whose layers take precedence. */
  static Model model(String name, Path file, ByteBuffer bytes, Optional<Path> text) {
    NetDef binary = NetDef.binary(file.toString(), bytes);
    NetDef net = text.map(path -> read(path).with(binary)).orElse(binary);
    CaffeInput input = CaffeInput.of(net);
    Graph graph = CaffeImporter.graph(net, input);
    List<Path> files = new ArrayList<>(List.of(file));
    text.ifPresent(files::add);
    return new Model(
        name,
        graph,
        input.preprocessing(binary),
        List.of(),
        file.getFileName() + text.map(path -> " and " + path.getFileName()).orElse("") + " (Caffe)",
        Hash.lazily(files));
  }

  /** Reads the network that a text describes. */
  static NetDef read(Path file) {
    FileFacts.requireReadable(file);
    try {
      if (Files.size(file) > LONGEST_TEXT) {
        throw new InputException(file + " is too large for a network without weights");
      }
      return NetDef.text(
          file.toString(), new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new InputException(FileFacts.unreadable(file, e), e);
    }
  }
}
