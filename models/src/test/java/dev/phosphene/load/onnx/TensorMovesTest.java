package dev.phosphene.load.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static dev.phosphene.load.onnx.OnnxBuilder.real;
import static dev.phosphene.load.onnx.OnnxBuilder.text;
import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.Seeds;
import dev.phosphene.graph.Graph;
import dev.phosphene.load.onnx.Moved.Source;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every operator that moves values, against index arithmetic, in tensors, images and constants. */
class TensorMovesTest {
  private static final int DRAWS = 25;
  private static final long FIRST = Long.MIN_VALUE;
  private static final long LAST = Long.MAX_VALUE;

  private final long seed = Seeds.next("TensorMovesTest");
  private final Random random = new Random(seed);
  private final Moved moved;

  TensorMovesTest(@TempDir Path folder) {
    moved = new Moved(folder, seed);
  }

  /** The values stay in their order. */
  private void ordered(long opset, int[] in, int[] out, Consumer<OnnxBuilder> nodes) {
    moved.check("to " + Arrays.toString(out), opset, in, out, nodes, Moved.inOrder(in, out));
  }

  private static OnnxBuilder reshape(OnnxBuilder b, long... shape) {
    return b.integers("s", shape).node("Reshape", "m", List.of("r", "s"));
  }

  @Test
  void reshape() {
    int[] in = {2, 3, 4};
    ordered(13, in, new int[] {2, 6, 2}, b -> reshape(b, 0, -1, 2));
    ordered(13, in, new int[] {4, 3, 2}, b -> reshape(b, 4, 0, -1));
    ordered(13, in, new int[] {24}, b -> reshape(b, -1));
    ordered(13, in, in, b -> reshape(b, 2, 3, 4));
    ordered(13, new int[] {1}, new int[] {}, b -> reshape(b));
    refused(13, in, b -> reshape(b, 5, -1), "[2, 3, 4] cannot become [5, -1]");
    refused(13, in, b -> reshape(b, 2, 3, 5), "[2, 3, 4] cannot become [2, 3, 5]");
    refused(13, in, b -> reshape(b, -1, -1), "the impossible shape [-1, -1]");
  }

  @Test
  void flattenSqueezeAndUnsqueeze() {
    int[] in = {2, 3, 4};
    int[][] flat = {{1, 24}, {2, 12}, {6, 4}, {24, 1}};
    for (int axis = -3; axis <= 3; axis++) {
      long given = axis;
      ordered(
          13,
          in,
          flat[axis < 0 ? axis + 3 : axis],
          b -> b.node("Flatten", "m", List.of("r"), integer("axis", given)));
    }
    int[] ones = {2, 1, 3, 1};
    ordered(13, ones, new int[] {2, 3}, b -> b.node("Squeeze", "m", List.of("r")));
    ordered(
        11, ones, new int[] {2, 1, 3}, b -> b.node("Squeeze", "m", List.of("r"), ints("axes", 3)));
    ordered(
        13,
        ones,
        new int[] {2, 3, 1},
        b -> b.integers("a", -3).node("Squeeze", "m", List.of("r", "a")));
    ordered(
        11,
        new int[] {2, 3},
        new int[] {1, 2, 1, 3, 1},
        b -> b.node("Unsqueeze", "m", List.of("r"), ints("axes", -1, 0, 2)));
    ordered(
        13,
        new int[] {2, 3},
        new int[] {2, 3, 1, 1},
        b -> b.integers("a", 3, -2).node("Unsqueeze", "m", List.of("r", "a")));
    refused(13, ones, b -> b.integers("a", 0).node("Squeeze", "m", List.of("r", "a")), "not 1");
    refused(13, in, b -> b.integers("a", 1, 1).node("Unsqueeze", "m", List.of("r", "a")), "twice");
  }

  @Test
  void transpose() {
    for (int draw = 0; draw < DRAWS; draw++) {
      int[] in = extents(1 + random.nextInt(4));
      List<Integer> order = new ArrayList<>(IntStream.range(0, in.length).boxed().toList());
      Collections.reverse(order);
      boolean given = random.nextInt(4) > 0;
      if (given) {
        Collections.shuffle(order, random);
      }
      long[] perm = order.stream().mapToLong(axis -> axis).toArray();
      Consumer<OnnxBuilder> nodes =
          given
              ? b -> b.node("Transpose", "m", List.of("r"), ints("perm", perm))
              : b -> b.node("Transpose", "m", List.of("r"));
      Source source =
          (values, at) -> {
            int[] from = new int[at.length];
            for (int i = 0; i < at.length; i++) {
              from[order.get(i)] = at[i];
            }
            return values.at(from);
          };
      int[] out = order.stream().mapToInt(axis -> in[axis]).toArray();
      moved.check("order " + order, 13, in, out, nodes, source);
    }
    refused(
        13,
        new int[] {2, 3},
        b -> b.node("Transpose", "m", List.of("r"), ints("perm", 1, 1)),
        "[1, 1] is no order of 2 axes");
  }

  /** By the definition in ONNX, with its clamps; starts and ends reach beyond both ends. */
  @Test
  void slice() {
    for (int draw = 0; draw < 4 * DRAWS; draw++) {
      int[] in = extents(1 + random.nextInt(4));
      List<Integer> axes = new ArrayList<>(IntStream.range(0, in.length).boxed().toList());
      Collections.shuffle(axes, random);
      axes = axes.subList(0, 1 + random.nextInt(in.length));
      int count = axes.size();
      long[][] given = new long[4][count];
      int[] out = in.clone();
      int[] starts = new int[in.length];
      int[] steps = new int[in.length];
      Arrays.fill(steps, 1);
      for (int i = 0; i < count; i++) {
        int axis = axes.get(i);
        int e = in[axis];
        long start = edge(e);
        long end = edge(e);
        int step = (1 + random.nextInt(3)) * (random.nextBoolean() ? 1 : -1);
        long from = Math.max(0, Math.min(start < 0 ? start + e : start, step > 0 ? e : e - 1));
        long to = end < 0 ? Math.max(end, -e - 1L) + e : end;
        to = step > 0 ? Math.max(0, Math.min(to, e)) : Math.max(-1, Math.min(to, e - 1));
        long places =
            Math.max(0, step > 0 ? (to - from + step - 1) / step : (from - to - step - 1) / -step);
        if (places == 0) {
          start = 0;
          end = LAST;
          step = 1;
          from = 0;
          places = e;
        }
        given[0][i] = start;
        given[1][i] = end;
        given[2][i] = random.nextBoolean() ? axis : axis - in.length;
        given[3][i] = step;
        out[axis] = (int) places;
        starts[axis] = (int) from;
        steps[axis] = step;
      }
      Source source =
          (values, at) ->
              values.at(
                  IntStream.range(0, at.length).map(i -> starts[i] + at[i] * steps[i]).toArray());
      moved.check(Arrays.deepToString(given), 13, in, out, b -> slice(b, given), source);
    }
    int[] in = {5, 4};
    Source inner = (values, at) -> values.at(at[0] + 1, at[1]);
    ProtoWriter[] attributes = {ints("starts", 1), ints("ends", -1)};
    moved.check(
        "attributes",
        9,
        in,
        new int[] {3, 4},
        b -> b.node("Slice", "m", List.of("r"), attributes),
        inner);
    refused(13, in, b -> slice(b, new long[][] {{1}, {2}, {0}, {0}}), "a step of 0");
    refused(13, in, b -> slice(b, new long[][] {{1}, {2}, {2}, {1}}), "no axis 2 among 2");
    refused(13, in, b -> slice(b, new long[][] {{1}, {2, 3}, {0}, {1}}), "differ in length");
  }

  private static void slice(OnnxBuilder b, long[][] given) {
    b.integers("starts", given[0]).integers("ends", given[1]);
    b.integers("axes", given[2]).integers("steps", given[3]);
    b.node("Slice", "m", List.of("r", "starts", "ends", "axes", "steps"));
  }

  private long edge(int extent) {
    return switch (random.nextInt(8)) {
      case 0 -> FIRST;
      case 1 -> LAST;
      default -> random.nextInt(2 * extent + 5) - extent - 2;
    };
  }

  @Test
  void gather() {
    for (int draw = 0; draw < 2 * DRAWS; draw++) {
      int[] in = extents(1 + random.nextInt(3));
      int axis = random.nextInt(in.length);
      int[] shape = extents(random.nextInt(3));
      long[] places = new long[Arrays.stream(shape).reduce(1, (a, b) -> a * b)];
      Arrays.setAll(places, i -> random.nextInt(2 * in[axis]) - in[axis]);
      int[] out =
          joined(Arrays.copyOf(in, axis), shape, Arrays.copyOfRange(in, axis + 1, in.length));
      Source source =
          (values, at) -> {
            int place = 0;
            for (int i = 0; i < shape.length; i++) {
              place = place * shape[i] + at[axis + i];
            }
            int[] from =
                joined(
                    Arrays.copyOf(at, axis),
                    new int[] {Math.floorMod((int) places[place], in[axis])},
                    Arrays.copyOfRange(at, axis + shape.length, at.length));
            return values.at(from);
          };
      long[] wide = Arrays.stream(shape).asLongStream().toArray();
      moved.check(
          Arrays.toString(places) + " along " + axis,
          13,
          in,
          out,
          b ->
              b.tensor(OnnxBuilder.head("i", 7, wide).packed(7, places))
                  .node("Gather", "m", List.of("r", "i"), integer("axis", axis - in.length)),
          source);
    }
    refused(
        13,
        new int[] {2, 3},
        b -> b.integers("i", 3).node("Gather", "m", List.of("r", "i"), integer("axis", 1)),
        "no axis 3 among 3");
  }

  @Test
  void split() {
    for (int draw = 0; draw < DRAWS; draw++) {
      int[] in = extents(1 + random.nextInt(3));
      int axis = random.nextInt(in.length);
      in[axis] = 3 + random.nextInt(5);
      int cut = 1 + random.nextInt(in[axis] - 1);
      long[] sizes = {cut, in[axis] - cut};
      boolean second = random.nextBoolean();
      boolean attribute = random.nextBoolean();
      List<String> names = second ? List.of("other", "m") : List.of("m", "other");
      int[] out = in.clone();
      out[axis] = (int) sizes[second ? 1 : 0];
      moved.check(
          Arrays.toString(sizes) + " along " + axis,
          attribute ? 11 : 13,
          in,
          out,
          b -> {
            if (attribute) {
              b.node(
                  "Split", "n", List.of("r"), names, integer("axis", axis), ints("split", sizes));
            } else {
              b.integers("sizes", sizes)
                  .node("Split", "n", List.of("r", "sizes"), names, integer("axis", axis));
            }
          },
          shifted(axis, second ? cut : 0));
    }
    for (int i = 0; i < 3; i++) { // of 7 the first two get 3, the last what is left
      List<String> names = new ArrayList<>(List.of("a", "b", "c"));
      names.set(i, "m");
      moved.check(
          "in three, output " + i,
          18,
          new int[] {7, 2},
          new int[] {i < 2 ? 3 : 1, 2},
          b -> b.node("Split", "n", List.of("r"), names, integer("num_outputs", 3)),
          shifted(0, 3 * i));
    }
    refused(
        13,
        new int[] {4, 2},
        b -> b.integers("s", 1, 2).node("Split", "n", List.of("r", "s"), List.of("m", "o")),
        "an axis of 4 cannot be split into [1, 2]");
  }

  private static Source shifted(int axis, int by) {
    return (values, at) -> {
      int[] from = at.clone();
      from[axis] += by;
      return values.at(from);
    };
  }

  /** With itself, with a constant between, and with something empty. */
  @Test
  void concat() {
    for (int draw = 0; draw < DRAWS; draw++) {
      int[] in = extents(1 + random.nextInt(4));
      int axis = random.nextInt(in.length);
      int[] other = in.clone();
      other[axis] = 1 + random.nextInt(3);
      int[] empty = in.clone();
      empty[axis] = 0;
      int[] out = in.clone();
      out[axis] = 2 * in[axis] + other[axis];
      float[] constant = new float[Arrays.stream(other).reduce(1, (a, b) -> a * b)];
      for (int i = 0; i < constant.length; i++) {
        constant[i] = 1000 + i;
      }
      Moved.Values between = new Moved.Values(other, constant);
      moved.check(
          "with " + Arrays.toString(other) + " along " + axis,
          13,
          in,
          out,
          b ->
              b.weight("k", wide(other), constant)
                  .weight("none", wide(empty))
                  .node(
                      "Concat",
                      "m",
                      List.of("r", "none", "k", "r"),
                      integer("axis", random.nextBoolean() ? axis : axis - in.length)),
          (values, at) -> {
            int[] from = at.clone();
            if (from[axis] < in[axis]) {
              return values.at(from);
            }
            from[axis] -= in[axis];
            if (from[axis] < other[axis]) {
              return between.at(from);
            }
            from[axis] -= other[axis];
            return values.at(from);
          });
    }
    refused(
        13,
        new int[] {2, 3},
        b ->
            b.weight("k", new long[] {3, 3}, new float[9])
                .node("Concat", "m", List.of("r", "k"), integer("axis", 1)),
        "m");
  }

  @Test
  void expandAndTile() {
    for (int draw = 0; draw < DRAWS; draw++) {
      int[] in = extents(1 + random.nextInt(3));
      Arrays.setAll(in, i -> random.nextBoolean() ? 1 : in[i]);
      int more = random.nextInt(2);
      int[] out = joined(extents(more), in, new int[0]);
      for (int i = more; i < out.length; i++) {
        out[i] = in[i - more] == 1 ? 1 + random.nextInt(3) : out[i];
      }
      int[] wanted = out.clone(); // 1 leaves an axis as it is
      Arrays.setAll(wanted, i -> i >= more && random.nextInt(3) == 0 ? in[i - more] : wanted[i]);
      boolean fewer = more == 0 && wanted.length > 1 && random.nextBoolean();
      if (fewer) {
        wanted[0] = 1; // as if it were not there
      }
      int[] result = out.clone();
      Arrays.setAll(result, i -> i >= more ? Math.max(wanted[i], in[i - more]) : wanted[i]);
      moved.check(
          "expanded to " + Arrays.toString(wanted),
          13,
          in,
          result,
          b ->
              b.integers("wide", wide(Arrays.copyOfRange(wanted, fewer ? 1 : 0, wanted.length)))
                  .node("Expand", "m", List.of("r", "wide")),
          (values, at) ->
              values.at(IntStream.range(0, in.length).map(i -> at[more + i] % in[i]).toArray()));
      int[] times = extents(in.length);
      int[] tiled = in.clone();
      Arrays.setAll(tiled, i -> in[i] * times[i]);
      moved.check(
          "tiled " + Arrays.toString(times),
          13,
          in,
          tiled,
          b -> b.integers("times", wide(times)).node("Tile", "m", List.of("r", "times")),
          (values, at) ->
              values.at(IntStream.range(0, in.length).map(i -> at[i] % in[i]).toArray()));
    }
    int[] in = {2, 3};
    refused(13, in, b -> b.integers("w", 2, 4).node("Expand", "m", List.of("r", "w")), "cannot be");
    refused(13, in, b -> b.integers("t", 2).node("Tile", "m", List.of("r", "t")), "[2] repeats");
    refused(13, in, b -> b.integers("t", 1, -1).node("Tile", "m", List.of("r", "t")), "size -1");
    refused(13, in, b -> b.integers("t", 60000, 60000).node("Tile", "m", List.of("r", "t")), "m");
  }

  @Test
  void pad() {
    for (int draw = 0; draw < 3 * DRAWS; draw++) {
      String mode = List.of("constant", "edge", "reflect", "wrap").get(random.nextInt(4));
      int[] in = extents(1 + random.nextInt(4));
      int rank = in.length;
      long[] pads = new long[2 * rank];
      int[] out = in.clone();
      for (int i = 0; i < rank; i++) {
        int most = mode.equals("constant") ? 2 : mode.equals("reflect") ? in[i] - 1 : in[i];
        int least = mode.equals("constant") ? -(in[i] - 1) / 2 : 0;
        pads[i] = least + (long) random.nextInt(most - least + 1);
        pads[rank + i] = least + (long) random.nextInt(most - least + 1);
        out[i] += (int) (pads[i] + pads[rank + i]);
      }
      float value = random.nextBoolean() ? 0 : 3.5f;
      Source source =
          (values, at) -> {
            int[] from = new int[rank];
            boolean inside = true;
            for (int i = 0; i < rank; i++) {
              int k = at[i] - (int) pads[i];
              from[i] =
                  switch (mode) {
                    case "edge" -> Math.max(0, Math.min(in[i] - 1, k));
                    case "reflect" -> k < 0 ? -k : k >= in[i] ? 2 * (in[i] - 1) - k : k;
                    case "wrap" -> (k + in[i]) % in[i];
                    default -> k;
                  };
              inside &= from[i] >= 0 && from[i] < in[i];
            }
            return inside ? values.at(from) : value;
          };
      boolean old = random.nextBoolean() && !mode.equals("wrap");
      Consumer<OnnxBuilder> nodes =
          old
              ? b ->
                  b.node(
                      "Pad",
                      "m",
                      List.of("r"),
                      ints("pads", pads),
                      text("mode", mode),
                      real("value", value))
              : b ->
                  b.integers("pads", pads)
                      .weight("value", new long[] {}, value)
                      .node("Pad", "m", List.of("r", "pads", "value"), text("mode", mode));
      moved.check(mode + Arrays.toString(pads), old ? 10 : 19, in, out, nodes, source);
    }
    moved.check(
        "axes",
        18,
        new int[] {2, 3},
        new int[] {2, 6},
        b ->
            b.integers("pads", 1, 2)
                .integers("axes", -1)
                .node("Pad", "m", List.of("r", "pads", "", "axes")),
        (values, at) -> at[1] < 1 || at[1] > 3 ? 0 : values.at(at[0], at[1] - 1));
    int[] in = {2, 3};
    refused(13, in, b -> b.integers("p", 1).node("Pad", "m", List.of("r", "p")), "1 borders for 2");
    refused(
        13,
        in,
        b ->
            b.integers("p", 2, 0, 0, 0)
                .node("Pad", "m", List.of("r", "p"), text("mode", "reflect")),
        "a border of 2 reflects more than 2 places");
  }

  private void refused(long opset, int[] in, Consumer<OnnxBuilder> nodes, String words) {
    Graph graph = moved.tensor(opset, in, nodes);
    assertThat(graph.notes().missing().get("m")).as("%s", graph.notes().missing()).contains(words);
  }

  /** Half of those of four axes can be an image's. */
  private int[] extents(int rank) {
    int[] extents = IntStream.range(0, rank).map(i -> 1 + random.nextInt(4)).toArray();
    if (rank == 4 && random.nextBoolean()) {
      extents[0] = 1;
      extents[1] = random.nextBoolean() ? 3 : 1;
    }
    return extents;
  }

  private static long[] wide(int[] numbers) {
    return Arrays.stream(numbers).asLongStream().toArray();
  }

  private static int[] joined(int[]... parts) {
    return Arrays.stream(parts).flatMapToInt(Arrays::stream).toArray();
  }
}
