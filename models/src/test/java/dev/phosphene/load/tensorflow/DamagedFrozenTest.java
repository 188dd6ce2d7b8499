package dev.phosphene.load.tensorflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.fuzz.Damage;
import dev.phosphene.fuzz.Reading;
import dev.phosphene.graph.Graph;
import dev.phosphene.load.onnx.ProtoWriter;
import dev.phosphene.load.tensorflow.GraphDefBuilder.Attr;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Graphs that are cut short, damaged or made to harm: a message, and nothing else. */
@Timeout(120)
class DamagedFrozenTest {
  private static final long[] WILD = {Long.MAX_VALUE, -2, 1L << 60, 1L << 33, Integer.MAX_VALUE};

  /** Reads everything, as compiling would. */
  private static Graph read(byte[] bytes) {
    Graph graph = FrozenGraph.model("m", Path.of("graph.pb"), ByteBuffer.wrap(bytes)).graph();
    Reading.all(graph);
    return graph;
  }

  private static void assertHarmless(byte[] bytes) {
    try {
      read(bytes);
    } catch (InputException e) {
      assertThat(e.getMessage()).isNotBlank().doesNotContain("\n");
    }
  }

  private static GraphDefBuilder base() {
    return new GraphDefBuilder().placeholder("x", 1, 8, 8, 3);
  }

  @Test
  void everyTruncationAndManyMutantsAreToldOrHarmless() {
    for (byte[] seed : FrozenTarget.valid()) {
      for (int length = 0; length < seed.length; length += 3) {
        assertHarmless(Arrays.copyOf(seed, length));
      }
      for (byte[] damaged : Damage.flipped(seed, 1500, new Random(3))) {
        assertHarmless(damaged);
      }
    }
  }

  @Test
  void hugeClaimsCostNothing() {
    for (long size : WILD) {
      assertHarmless(
          new GraphDefBuilder()
              .placeholder("x", 1, size, size, 3)
              .add("Relu", "y", List.of("x"))
              .toBytes());
      assertHarmless(
          new GraphDefBuilder()
              .placeholder("x", 1, 8, 8, size)
              .add("Relu", "y", List.of("x"))
              .toBytes());
      assertHarmless(
          base()
              .filled("w", 1, 1, 1, 3, size)
              .add(
                  "Conv2D",
                  "y",
                  List.of("x", "w"),
                  Attr.ints("strides", 1, 1, 1, 1),
                  Attr.text("padding", "SAME"))
              .toBytes());
      assertHarmless(
          base()
              .add(
                  "MaxPool",
                  "y",
                  List.of("x"),
                  Attr.ints("ksize", 1, size, size, 1),
                  Attr.ints("strides", 1, size, size, 1),
                  Attr.text("padding", "VALID"))
              .toBytes());
      assertHarmless(
          base().add("LRN", "y", List.of("x"), Attr.integer("depth_radius", size)).toBytes());
      assertHarmless(
          base()
              .integer("axis", 3)
              .add("Split", "y", List.of("axis", "x"), Attr.integer("num_split", size))
              .toBytes());
      assertHarmless(
          base()
              .constant("s", 9, GraphDefBuilder.head(9, 2).integer(10, size).integer(10, size))
              .add("Reshape", "y", List.of("x", "s"))
              .add("Pad", "z", List.of("x", "s"))
              .toBytes());
    }
  }

  /** One value fills a shape: what it makes is bounded by the file. */
  @Test
  void aConstantIsNoLargerThanTheFileHasRoomFor() {
    GraphDefBuilder builder =
        base()
            .filled("w", 1, 64, 64, 3, 4096)
            .add(
                "Conv2D",
                "y",
                List.of("x", "w"),
                Attr.ints("strides", 1, 1, 1, 1),
                Attr.text("padding", "SAME"));
    assertThatThrownBy(() -> read(builder.toBytes()))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("claims 50331648 values, more than the file has room for");
  }

  @Test
  void manyConstantsAndLongChainsEnd() {
    GraphDefBuilder doubled =
        base()
            .filled("w", 1, 1, 1, 3, 128)
            .add(
                "Conv2D",
                "conv",
                List.of("x", "w"),
                Attr.ints("strides", 1, 1, 1, 1),
                Attr.text("padding", "SAME"))
            .filled("c0", 1, 128);
    for (int i = 0; i < 40; i++) {
      doubled.add("Mul", "c" + (i + 1), List.of("c" + i, "c" + i));
    }
    Graph graph = read(doubled.add("Mul", "y", List.of("conv", "c40")).toBytes());
    assertThat(graph.notes().missing().get("y")).contains("takes too much to compute");
    GraphDefBuilder few = base().filled("c0", 1, 3);
    for (int i = 0; i < 20_000; i++) {
      few.add("Add", "c" + (i + 1), List.of("c" + i, "c" + i));
    }
    assertHarmless(few.add("Mul", "y", List.of("x", "c20000")).toBytes());
    GraphDefBuilder deep = base();
    String last = "x";
    for (int i = 0; i < 20_000; i++) {
      deep.add("Identity", "i" + i, List.of(last));
      last = "i" + i;
    }
    assertThat(read(deep.add("Relu", "y", List.of(last)).toBytes()).names()).contains("y");
    GraphDefBuilder reordered = new GraphDefBuilder().placeholder("x", 1, 512, 512, 3);
    reordered.ints("s", 1, -1);
    for (int i = 0; i < 500; i++) {
      reordered.add("Reshape", "r" + i, List.of("x", "s"));
    }
    assertHarmless(reordered.toBytes());
    GraphDefBuilder wide = base().integer("axis", 3);
    last = "x";
    for (int i = 0; i < 60; i++) {
      wide.add("ConcatV2", "w" + i, List.of(last, last, "axis"));
      last = "w" + i;
    }
    assertHarmless(wide.toBytes());
  }

  /** A ring of many nodes, and one that reads itself. */
  @Test
  void circlesAreRefused() {
    GraphDefBuilder ring = base();
    for (int i = 0; i < 5_000; i++) {
      ring.add("Relu", "r" + i, List.of("r" + (i + 1) % 5_000));
    }
    for (byte[] file :
        List.of(ring.toBytes(), base().add("Add", "a", List.of("x", "a")).toBytes())) {
      assertThatThrownBy(() -> read(file))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("form a cycle");
    }
  }

  @Test
  void operatorsWithoutInputsOrWithOddOnesAreHarmless() {
    List<String> ops = new ArrayList<>(FrozenOperators.names());
    for (String op : ops) {
      assertHarmless(base().add(op, "y", List.of()).toBytes());
      assertHarmless(base().filled("e", 1, 0).add(op, "y", List.of("x", "e")).toBytes());
      assertHarmless(base().filled("e", 1, 0).add(op, "y", List.of("e", "x", "e")).toBytes());
      assertHarmless(base().ints("n", -1).add(op, "y", List.of("n", "n", "n", "n", "n")).toBytes());
      assertHarmless(base().add(op, "y", List.of("x", "x", "x", "x", "x")).toBytes());
    }
  }

  /** Found by fuzzing: the channels of an open placeholder are those of the first kernel. */
  @Test
  void aKernelThatIsNoTensorIsToldByItsNode() {
    byte[] file =
        new GraphDefBuilder()
            .placeholder("x", 1, 8, 8, -1)
            .add("Const", "w", List.of(), GraphDefBuilder.Attr.integer("value", 7))
            .add("Conv2D", "y", List.of("x", "w"))
            .toBytes();
    assertThatThrownBy(() -> read(file))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("its attribute \"value\" is not a tensor");
  }

  /** Messages inside messages are not followed deeper than the format goes. */
  @Test
  void deepNestingIsSkipped() {
    ProtoWriter nested = new ProtoWriter();
    for (int i = 0; i < 2_000; i++) {
      nested = new ProtoWriter().message(10, nested);
    }
    GraphDefBuilder builder =
        base().node("Relu", "y", List.of("x"), new Attr("T", nested), new Attr("f", nested));
    assertThat(read(builder.toBytes()).names()).contains("y");
  }

  @Test
  void controlCharactersStayOnOneLine() {
    assertThatThrownBy(() -> read(base().add("Relu", "a\nb", List.of("q\r\n")).toBytes()))
        .isInstanceOf(InputException.class)
        .satisfies(e -> assertThat(e.getMessage()).doesNotContain("\n", "\r"));
  }
}
