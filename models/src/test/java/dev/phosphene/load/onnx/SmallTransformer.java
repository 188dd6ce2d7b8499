package dev.phosphene.load.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;

import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A vision transformer as PyTorch exports it: patches of 4×4 pixels, a class token, places, one
 * block of attention with two heads and a perceptron, a norm, and a head. The image is 16×16.
 */
public final class SmallTransformer {
  /** What the head is fed from. */
  public enum Head {
    /** The class token, taken by Gather; a Gemm. */
    CLASS_TOKEN,
    /** The mean over the tokens; a MatMul and an Add. */
    MEAN,
    /** All tokens; the class token is sliced out of the logits and squeezed. */
    EVERY_TOKEN,
    /** No head: the tokens come out. */
    NONE
  }

  /** Tokens: 16 patches, and that of the class. */
  public static final int TOKENS = 17;

  /** Features of a token. */
  public static final int FEATURES = 8;

  /** Classes of the head. */
  public static final int CLASSES = 5;

  private final OnnxBuilder file = new OnnxBuilder(17);
  private final SplittableRandom random = new SplittableRandom(5);

  private SmallTransformer() {}

  /** Writes one. */
  public static Path write(Path target, Head head) {
    SmallTransformer made = new SmallTransformer();
    made.body();
    made.head(head);
    return made.file.write(target);
  }

  private void weight(String name, long... extents) {
    int size = 1;
    for (long extent : extents) {
      size *= (int) extent;
    }
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      values[i] = (float) random.nextDouble(-.5, .5);
    }
    file.weight(name, extents, values);
  }

  private void body() {
    file.input("image", 1, 3, 16, 16).output("out");
    weight("patch.w", FEATURES, 3, 4, 4);
    weight("class", 1, 1, FEATURES);
    weight("places", 1, TOKENS, FEATURES);
    file.integers("rows", 1, FEATURES, -1);
    file.node("Conv", "patch", List.of("image", "patch.w"), ints("strides", 4, 4))
        .node("Reshape", "row", List.of("patch", "rows"))
        .node("Transpose", "turned", List.of("row"), ints("perm", 0, 2, 1))
        .node("Concat", "tokens", List.of("class", "turned"), integer("axis", 1))
        .node("Add", "placed", List.of("tokens", "places"));
    norm("norm1", "placed");
    attention();
    file.node("Add", "attended", List.of("placed", "projected"));
    norm("norm2", "attended");
    weight("fc1.w", FEATURES, 12);
    weight("fc1.b", 12);
    weight("fc2.w", 12, FEATURES);
    file.node("MatMul", "fc1.product", List.of("norm2", "fc1.w"))
        .node("Add", "fc1", List.of("fc1.b", "fc1.product"))
        .node("Relu", "hidden", List.of("fc1"))
        .node("MatMul", "fc2", List.of("hidden", "fc2.w"))
        .node("Add", "block", List.of("attended", "fc2"));
    norm("norm", "block");
  }

  private void norm(String name, String from) {
    weight(name + ".w", FEATURES);
    weight(name + ".b", FEATURES);
    file.node("LayerNormalization", name, List.of(from, name + ".w", name + ".b"));
  }

  private void attention() {
    file.integers("heads", 1, TOKENS, 2, FEATURES / 2).integers("joined", 1, TOKENS, FEATURES);
    for (String part : List.of("q", "k", "v")) {
      weight(part + ".w", FEATURES, FEATURES);
      long[] order = part.equals("k") ? new long[] {0, 2, 3, 1} : new long[] {0, 2, 1, 3};
      file.node("MatMul", part, List.of("norm1", part + ".w"))
          .node("Reshape", part + ".split", List.of(part, "heads"))
          .node("Transpose", part + ".heads", List.of(part + ".split"), ints("perm", order));
    }
    weight("o.w", FEATURES, FEATURES);
    file.node("MatMul", "scores", List.of("q.heads", "k.heads"))
        .node("Softmax", "attention", List.of("scores"), integer("axis", -1))
        .node("MatMul", "mixed", List.of("attention", "v.heads"))
        .node("Transpose", "back", List.of("mixed"), ints("perm", 0, 2, 1, 3))
        .node("Reshape", "together", List.of("back", "joined"))
        .node("MatMul", "projected", List.of("together", "o.w"));
  }

  private void head(Head head) {
    weight("head.w", FEATURES, CLASSES);
    weight("head.b", CLASSES);
    file.integers("one", 1).integers("zeros", 0).integers("ones", 1);
    switch (head) {
      case CLASS_TOKEN ->
          file.tensor(OnnxBuilder.head("first", 7).packed(7, 0))
              .node("Gather", "chosen", List.of("norm", "first"), integer("axis", 1))
              .node("Gemm", "out", List.of("chosen", "head.w", "head.b"));
      case MEAN ->
          file.node("ReduceMean", "mean", List.of("norm"), ints("axes", 1), integer("keepdims", 0))
              .node("MatMul", "product", List.of("mean", "head.w"))
              .node("Add", "out", List.of("product", "head.b"));
      case EVERY_TOKEN ->
          file.node("MatMul", "product", List.of("norm", "head.w"))
              .node("Add", "logits", List.of("product", "head.b"))
              .node("Slice", "sliced", List.of("logits", "zeros", "ones", "one"))
              .node("Squeeze", "out", List.of("sliced", "one"));
      case NONE -> file.node("Identity", "out", List.of("norm"));
    }
  }
}
