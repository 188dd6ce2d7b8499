package dev.phosphene.fuzz;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads all of a model, as compiling it would, and looks for values that it must not find. */
public final class Reading {
  /** A weight with more values than this is not read in a fuzz test. */
  private static final int MOST_VALUES = 1 << 20;

  /** Fills the file that must never be read; no input of the fuzzer has it by chance. */
  public static final float SECRET = Float.intBitsToFloat(0x0ddba11e);

  private Reading() {}

  /**
   * Lays a file of {@link #SECRET}s beside {@code folder}, and a link to it inside.
   *
   * @return whether there are symbolic links here
   */
  public static boolean tempt(Path folder) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(4096).order(ByteOrder.LITTLE_ENDIAN);
    while (bytes.hasRemaining()) {
      bytes.putFloat(SECRET);
    }
    Path secret = folder.resolveSibling("secret.bin").toAbsolutePath();
    Files.write(secret, bytes.array());
    Files.createDirectories(folder.resolve("sub"));
    try {
      Files.deleteIfExists(folder.resolve("link.bin"));
      Files.createSymbolicLink(folder.resolve("link.bin"), secret);
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      return false;
    }
  }

  /**
   * The shapes of all layers, and the values of all weights that are not large; those of the first
   * convolution, however large they claim to be.
   */
  public static void all(Graph graph) {
    Shape usual = Shape.of(1, graph.inputChannels(), 64, 64);
    graph.reach(graph.notes().size().orElse(usual));
    graph.reach(usual);
    boolean first = true;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Conv conv) {
        values(conv.weight(), first ? Integer.MAX_VALUE : MOST_VALUES);
        first = false;
        if (conv.bias() != null) {
          values(conv.bias());
        }
      } else if (node.op() instanceof Op.BatchNorm norm) {
        values(norm.mean());
        values(norm.variance());
      } else if (node.op() instanceof Op.Affine affine) {
        values(affine.scale());
        values(affine.shift());
      } else if (node.op() instanceof Op.PRelu relu) {
        values(relu.slope());
      }
    }
  }

  /** The values of one weight, unless it is large. */
  public static void values(Parameter parameter) {
    values(parameter, MOST_VALUES);
  }

  private static void values(Parameter parameter, int most) {
    if (parameter.shape().size() > most) {
      return;
    }
    for (float value : parameter.values()) {
      if (value == SECRET) {
        throw new AssertionError(parameter + " was read from outside of the model's folder");
      }
    }
  }
}
