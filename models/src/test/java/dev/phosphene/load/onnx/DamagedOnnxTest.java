package dev.phosphene.load.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.phosphene.Seeds;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files that are cut short, damaged or made to harm: a message, and nothing else. */
@Timeout(120)
class DamagedOnnxTest {
  private static final int MUTANTS = 5_000;

  @TempDir private Path folder = Path.of("");

  /** A small file with most of what a file can have. */
  static byte[] valid() {
    return new OnnxBuilder(13)
        .input("x", 1, 3, 8, 8)
        .output("y")
        .weight("w", new long[] {6, 3, 3, 3}, new float[162])
        .weight("m", new long[] {6}, 1, 2, 3, 4, 5, 6)
        .weight("fc", new long[] {6, 5}, new float[30])
        .weight("s", new long[] {4}, 1, 1, 2, 2)
        .integers("cut", 1, 2, 3, 6, 6)
        .integers("sizes", 4, 2)
        .node("Conv", "conv", List.of("x", "w"), ints("dilations", 1, 1))
        .node("BatchNormalization", "norm", List.of("conv", "m", "m", "m", "m"))
        .node("Relu", "relu", List.of("norm"), List.of("relu_out"))
        .node("Reshape", "r", List.of("relu_out", "cut"))
        .node("Transpose", "t", List.of("r"), ints("perm", 0, 2, 1, 3, 4))
        .node("Shape", "shape", List.of("relu_out"))
        .node("Reshape", "shuffled", List.of("t", "shape"))
        .node("Split", "split", List.of("shuffled", "sizes"), List.of("a", "b"), integer("axis", 1))
        .node("Concat", "joined", List.of("b", "a"), integer("axis", 1))
        .node("LRN", "lrn", List.of("joined"), integer("size", 3))
        .node("Resize", "large", List.of("lrn", "", "s"))
        .node(
            "MaxPool",
            "pool",
            List.of("large"),
            ints("kernel_shape", 2, 2),
            ints("pads", 0, 0, 1, 1))
        .node("GlobalAveragePool", "mean", List.of("pool"))
        .node("Flatten", "flat", List.of("mean"))
        .node("MatMul", "features", List.of("flat", "fc"))
        .node("Softmax", "y", List.of("features"))
        .metadata("names", "[\"a\", \"b\", \"c\", \"d\", \"e\"]")
        .toBytes();
  }

  /** Reads everything that a file holds, as compiling it would. */
  private void read(byte[] bytes) {
    Path file = folder.resolve("model.onnx");
    Graph graph = OnnxFile.model("model", file, ByteBuffer.wrap(bytes)).graph();
    graph.reach(graph.notes().size().orElse(Shape.of(1, graph.inputChannels(), 64, 64)));
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Op.Conv conv && conv.weight().shape().size() < 1 << 20) {
        conv.weight().values();
      } else if (node.op() instanceof Op.BatchNorm norm) {
        norm.mean().values();
      }
    }
  }

  @Test
  void theFileItselfIsFine() {
    read(valid());
  }

  @Test
  void everyTruncationIsToldOrHarmless() {
    byte[] bytes = valid();
    for (int length = 0; length < bytes.length; length++) {
      attempt(Arrays.copyOf(bytes, length), "cut to " + length + " bytes");
    }
  }

  @Test
  void everyMutantIsToldOrHarmless() {
    long seed = Seeds.next("DamagedOnnxTest");
    Random random = new Random(seed);
    byte[] bytes = valid();
    for (int i = 0; i < MUTANTS; i++) {
      byte[] mutant = bytes.clone();
      int changes = 1 + random.nextInt(3);
      for (int j = 0; j < changes; j++) {
        mutant = mutate(mutant, random);
      }
      attempt(mutant, "mutant " + i + " of seed " + seed);
    }
  }

  private static byte[] mutate(byte[] bytes, Random random) {
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> bytes[at] = (byte) random.nextInt(256);
      case 2 ->
          Arrays.fill(bytes, at, Math.min(at + 1 + random.nextInt(9), bytes.length), (byte) -1);
      case 3 -> {
        int length = random.nextInt(Math.min(64, bytes.length - at));
        int from = random.nextInt(bytes.length - length);
        System.arraycopy(bytes.clone(), from, bytes, at, length);
      }
      default -> {
        byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
        System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
        return longer;
      }
    }
    return bytes;
  }

  private void attempt(byte[] bytes, String what) {
    try {
      read(bytes);
    } catch (InputException e) {
      assertThat(e.getMessage()).as(what).isNotBlank();
    } catch (Throwable e) {
      String hex = HexFormat.of().formatHex(bytes);
      fail(what + " threw " + e + "\n" + hex, e);
    }
  }

  @Test
  void hugeClaimsCostNothing() {
    long[] wild = {Long.MAX_VALUE, -1, 1L << 33, Integer.MAX_VALUE};
    for (long size : wild) {
      assertHarmless(with("MaxPool", ints("kernel_shape", size, size)));
      assertHarmless(
          with("MaxPool", ints("kernel_shape", 2, 2), ints("pads", size, size, size, size)));
      assertHarmless(with("AveragePool", ints("kernel_shape", 2, 2), ints("strides", size, size)));
      assertHarmless(with("LRN", integer("size", size)));
      assertHarmless(with("Split", integer("axis", 1), ints("split", size)));
      assertHarmless(with("Slice", ints("axes", 1), ints("starts", -size), ints("ends", size)));
      assertHarmless(with("Transpose", ints("perm", size, 0, 1, 2)));
      assertHarmless(
          base().integers("s", size, size).node("Reshape", "y", List.of("x", "s")).toBytes());
      assertHarmless(
          base()
              .integers("s", size, size)
              .node("ConstantOfShape", "c", List.of("s"))
              .node("Add", "y", List.of("x", "c"))
              .toBytes());
      // Twice the largest number is negative in 64 bits.
      assertHarmless(
          base().integers("s", 2, size).node("ConstantOfShape", "y", List.of("s")).toBytes());
      assertHarmless(
          base()
              .integers("p", 0, 0, size, size, 0, 0, size, 0)
              .node("Pad", "y", List.of("x", "p"))
              .toBytes());
    }
    for (float factor : new float[] {Float.NaN, Float.POSITIVE_INFINITY, -2, 0, 1e30f, 1000}) {
      assertHarmless(
          base()
              .weight("s", new long[] {4}, 1, 1, factor, factor)
              .node("Resize", "y", List.of("x", "", "s"))
              .toBytes());
    }
    assertHarmless(new OnnxBuilder(13).input("x", 1, 1L << 40, 1L << 40, 3).toBytes());
  }

  @Test
  void manyConstantsAndLongChainsEnd() {
    OnnxBuilder many = base().integers("size", 4194304);
    for (int i = 0; i < 200; i++) {
      many.node("ConstantOfShape", "c" + i, List.of("size"));
    }
    assertHarmless(many.toBytes());
    OnnxBuilder deep = base().weight("w", new long[] {100, 100}, new float[10000]);
    String last = "w";
    for (int i = 0; i < 5000; i++) {
      deep.node("Transpose", "t" + i, List.of(last), ints("perm", 1, 0));
      last = "t" + i;
    }
    assertHarmless(deep.node("Add", "y", List.of("x", last)).toBytes());
  }

  /** Found by fuzzing. */
  @Test
  void nodesWithoutInputsAndEmptyConstantsAreHarmless() {
    for (String op : Operators.names()) {
      assertHarmless(base().node(op, "y", List.of()).toBytes());
      for (long[] extents : new long[][] {{0}, {5, 0, 3, 5}, {0, 3, 1, 1}, {0, 0}}) {
        OnnxBuilder weights =
            base().weight("none", extents).weight("w", new long[] {4, 3, 1, 1}, new float[12]);
        assertHarmless(
            weights
                .node(op, "y", List.of("x", "none"))
                .node(op, "z", List.of("x", "w", "none"))
                .toBytes());
      }
      assertHarmless(
          base()
              .integers("none")
              .integers("one", 1)
              .node(op, "a", List.of("none", "one"))
              .node(op, "b", List.of("one", "none"))
              .node(op, "c", List.of("none", "none"))
              .toBytes());
    }
  }

  @Test
  void doublingOverAndOverEnds() {
    OnnxBuilder builder = base();
    String last = "x";
    for (int i = 0; i < 60; i++) {
      builder.node("Concat", "c" + i, List.of(last, last), integer("axis", 1));
      last = "c" + i;
    }
    builder.node("Split", "s", List.of("c22"), List.of("a", "b"), integer("axis", 1));
    builder.integers("one", 1, 2);
    String list = "one";
    for (int i = 0; i < 60; i++) {
      builder.node("Concat", "k" + i, List.of(list, list), integer("axis", 0));
      list = "k" + i;
    }
    assertHarmless(builder.toBytes());
  }

  /** Found by fuzzing. */
  @Test
  void nothingIsDividedByNothing() {
    assertHarmless(
        base()
            .integers("seven", 7)
            .weight("none", new long[] {0})
            .node("DequantizeLinear", "d", List.of("seven", "none"))
            .node("ReduceSum", "y", List.of("d"))
            .toBytes());
    assertHarmless(
        base()
            .integers("seven", 7)
            .weight("half", new long[] {1}, 0.5f)
            .node("Div", "y", List.of("seven", "half"))
            .toBytes());
    assertHarmless(base().node("Sum", "y", List.of()).toBytes());
  }

  private static OnnxBuilder base() {
    return new OnnxBuilder(11).input("x", 1, 3, 8, 8).output("y").node("Relu", "r", List.of("x"));
  }

  private static byte[] with(String op, ProtoWriter... attributes) {
    return base().node(op, "y", List.of("x"), attributes).toBytes();
  }

  private void assertHarmless(byte[] bytes) {
    attempt(bytes, "a wild file");
  }

  @Test
  void otherFilesAreTold() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.onnx"));
    assertThatThrownBy(() -> OnnxFile.graph(empty))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("empty");
    Path words = Files.writeString(folder.resolve("words.onnx"), "This is no network at all.");
    assertThatThrownBy(() -> OnnxFile.graph(words))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("words.onnx");
    assertThatThrownBy(() -> OnnxFile.graph(folder))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("folder");
  }
}
