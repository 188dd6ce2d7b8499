package dev.phosphene.load.tensorflow;

import dev.phosphene.fuzz.Reading;
import dev.phosphene.fuzz.Target;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.load.tensorflow.GraphDefBuilder.Attr;
import dev.phosphene.tensor.Shape;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/** The reader of frozen graphs, as the fuzzer sees it. */
public final class FrozenTarget implements Target {
  public static final Target FROZEN = new FrozenTarget();

  private FrozenTarget() {}

  @Override
  public String name() {
    return "frozen";
  }

  @Override
  public String file() {
    return "graph.pb";
  }

  @Override
  public List<byte[]> seeds(Path folder) {
    return valid();
  }

  /** Small graphs with most operators. */
  static List<byte[]> valid() {
    return List.of(
        form(FrozenForm.Style.LUCID),
        form(FrozenForm.Style.SLIM),
        form(FrozenForm.Style.FUSED),
        folded());
  }

  private static byte[] form(FrozenForm.Style style) {
    SplittableRandom random = new SplittableRandom(1);
    Graph graph =
        Graph.builder(3)
            .add("conv", SmallParts.conv(random, 4, 3, 3, 2), "input")
            .add("norm", SmallParts.norm(random, 4, true), "conv")
            .add("six", SmallParts.relu6(), "norm")
            .add("local", new Op.Lrn(3, 1e-4f, 0.75f, 1), "six")
            .add("max", new Op.MaxPool(Window.same(2, 2)), "local")
            .add("dw", SmallParts.depthwise(random, 4, 3, 1), "max")
            .add("a", new Op.Relu(), "dw")
            .add("both", new Op.Concat(), "max", "a")
            .add("mean", new Op.GlobalAvgPool(), "both")
            .add("flat", new Op.Flatten(8), "mean")
            .add("logits", SmallParts.conv(random, 3, 8, 1, 1), "flat")
            .add("prob", new Op.Softmax(), "logits")
            .build();
    return FrozenForm.of(graph, Shape.of(1, 3, 12, 12), style, name -> name, Map.of("o", "prob"));
  }

  /** Arithmetic on shapes and constants. */
  private static byte[] folded() {
    return new GraphDefBuilder()
        .placeholder("x", -1, 4, 4, 3)
        .node("Shape", "shape", List.of("x"), Attr.type("T", 1), Attr.type("out_type", 3))
        .ints("one", 1)
        .ints("four", 4)
        .add("StridedSlice", "rest", List.of("shape", "one", "four", "one"))
        .add("Prod", "size", List.of("rest", "one"))
        .integer("open", -1)
        .add("Pack", "target", List.of("open", "size"))
        .add("Reshape", "flat", List.of("x", "target"))
        .filled("half", 0.5f, 48)
        .filled("third", 1 / 3f)
        .add("Mul", "product", List.of("half", "third"))
        .add("Rsqrt", "root", List.of("product"))
        .add("Mul", "scaled", List.of("flat", "root"))
        .add("Cast", "cast", List.of("third"), Attr.type("DstT", 3))
        .integer("axis", 1)
        .add("Split", "split", List.of("axis", "scaled"), Attr.integer("num_split", 4))
        .add("ConcatV2", "joined", List.of("split:3", "split:1", "axis"))
        .add("LeakyRelu", "leaky", List.of("joined"), Attr.real("alpha", 0.1f))
        .ints("pads", new long[] {4, 2}, 0, 0, 1, 2, 0, 1, 0, 0)
        .add("MirrorPad", "mirrored", List.of("x", "pads"), Attr.text("mode", "REFLECT"))
        .add("Pad", "padded", List.of("x", "pads"))
        .add("Squeeze", "gone", List.of("padded"), Attr.ints("squeeze_dims", 1, 2))
        .toBytes();
  }

  /** Operators and attributes as they stand in a file: behind their length. */
  @Override
  public List<String> words() {
    List<String> words = new ArrayList<>();
    FrozenOperators.names().stream().sorted().forEach(op -> words.add((char) op.length() + op));
    for (String key : List.of("strides", "padding", "ksize", "value", "dtype", "squeeze_dims")) {
      words.add((char) key.length() + key);
    }
    return words;
  }

  @Override
  public void read(byte[] input, Path folder) {
    Path path = folder.resolve(file());
    Reading.all(FrozenGraph.model("model", path, ByteBuffer.wrap(input)).graph());
  }

  @Override
  public String toString() {
    return name();
  }
}
