package dev.phosphene.load.onnx;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/**
 * What Jazzer calls over and over: a file is read, or refused with an {@link InputException};
 * nothing else is thrown, and nothing outside of the model's folder is read.
 *
 * <p>Bytes that begin as an ONNX file does are one. All others are taken for {@link FuzzedModel}s,
 * whose messages are well-formed, so that odd values get behind the reader, to the operators.
 */
public final class OnnxFuzz {
  /** A model whose graph is larger than this is not computed in a fuzz test. */
  private static final int MOST_VALUES = 1 << 20;

  /** Fills the file that must never be read; no input of the fuzzer can have it by chance. */
  static final float SECRET = Float.intBitsToFloat(0x0ddba11e);

  private OnnxFuzz() {}

  /** The folder with the model in it, beside which lies a file that is none of its business. */
  static Path folder() {
    return Path.of(System.getProperty("fuzz.folder", "target/fuzz/model"));
  }

  /** The entry that Jazzer looks for. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    read(bytes.length > 0 && bytes[0] != 8 ? FuzzedModel.file(bytes) : bytes);
  }

  /** Reads a model as compiling it would, its weights included; an InputException ends that. */
  static void read(byte[] file) {
    try {
      Path path = folder().resolve("model.onnx");
      Graph graph = OnnxFile.model("model", path, ByteBuffer.wrap(file)).graph();
      Shape usual = Shape.of(1, graph.inputChannels(), 64, 64);
      graph.reach(graph.notes().size().orElse(usual));
      graph.reach(usual);
      for (Node node : graph.nodes()) {
        if (node.op() instanceof Op.Conv conv) {
          values(conv.weight());
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
    } catch (InputException e) {
      if (String.valueOf(e.getMessage()).isBlank()) {
        throw new AssertionError("refused without a word", e);
      }
    }
  }

  private static void values(Parameter parameter) {
    if (parameter.shape().size() > MOST_VALUES) {
      return;
    }
    for (float value : parameter.values()) {
      if (value == SECRET) {
        throw new AssertionError(parameter + " was read from outside of the model's folder");
      }
    }
  }
}
