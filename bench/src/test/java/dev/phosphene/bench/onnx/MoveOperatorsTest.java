package dev.phosphene.bench.onnx;

import static dev.phosphene.load.onnx.OnnxBuilder.integer;
import static dev.phosphene.load.onnx.OnnxBuilder.ints;
import static dev.phosphene.load.onnx.OnnxBuilder.text;

import dev.phosphene.load.onnx.OnnxBuilder;
import java.util.Arrays;
import java.util.List;

/** Parts of any axis, and what is put together along any axis. */
class MoveOperatorsTest extends OperatorSuite {
  private static final long FIRST = Long.MIN_VALUE;
  private static final long LAST = Long.MAX_VALUE;

  @Override
  void models() {
    slice(new long[] {1}, new long[] {7}, new long[] {2}, new long[] {1});
    slice(new long[] {-3}, new long[] {LAST}, new long[] {-1}, new long[] {1});
    slice(new long[] {1, 2}, new long[] {LAST, -1}, new long[] {2, 3}, new long[] {2, 3});
    slice(new long[] {-1, 7}, new long[] {FIRST, 0}, new long[] {1, 3}, new long[] {-1, -2});
    slice(new long[] {LAST, FIRST}, new long[] {-100, 100}, new long[] {-1, 2}, new long[] {-3, 4});
    slice(
        new long[] {FIRST, -9}, new long[] {FIRST, FIRST}, new long[] {2, 3}, new long[] {-2, -1});
    add(
        "Slice without axes",
        10,
        b ->
            b.integers("s", 0, 1, 2, 3)
                .integers("e", 2, 5, LAST, -1)
                .node("Slice", "y", List.of("x", "s", "e")));
    tensor("Slice", 7, ints("starts", 2, -5), ints("ends", 100, -2), ints("axes", 2, 3));
    for (int axis : new int[] {1, 2, 3, -1}) {
      gather(axis, 3);
      gather(axis, -2);
      gather(axis, 4, 0, 0, -1);
      split(axis);
      concat(axis);
    }
    tensors("Gather of the picture", 13, b -> gather(b, 0));
    tensors(
        "Gather by a matrix",
        13,
        b ->
            b.tensor(OnnxBuilder.head("i", 7, 2, 3).packed(7, new long[] {0, 1, 2, 5, 4, -1}))
                .node("Gather", "y", List.of("x", "i"), integer("axis", 2)));
    tensors(
        "Concat along the batch",
        13,
        b ->
            b.node("Tanh", "t", List.of("x"))
                .node("Concat", "y", List.of("x", "t", "x"), integer("axis", 0)));
    tensors(
        "Concat of a constant alone",
        13,
        b -> {
          weight(b, "c", 3, 9, 8);
          weight(b, "d", 3, 9, 8);
          b.node("Concat", "e", List.of("c", "d"), integer("axis", 0));
          b.node("Add", "y", List.of("x", "e"));
        });
    for (String mode : List.of("DCR", "CRD")) {
      depth(mode, 2);
      depth(mode, 3);
    }
    tensors(
        "SpaceToDepth",
        13,
        b -> {
          b.integers("shape", 1, 2, 12, 18).node("Reshape", "r", List.of("x", "shape"));
          b.node("SpaceToDepth", "y", List.of("r"), integer("blocksize", 3));
        });
    tensors(
        "Expand and Tile",
        13,
        b ->
            b.node("ReduceMean", "m", List.of("x"), ints("axes", 1, 3))
                .integers("wide", 6, 1, 4)
                .integers("times", 1, 1, 3, 2)
                .node("Expand", "e", List.of("m", "wide"))
                .node("Tile", "y", List.of("e", "times")));
    tensors(
        "Expand to more axes",
        13,
        b -> b.integers("wide", 3, 1, 1, 9, 1).node("Expand", "y", List.of("x", "wide")));
  }

  private void slice(long[] starts, long[] ends, long[] axes, long[] steps) {
    String name = "Slice " + Arrays.toString(starts) + Arrays.toString(ends);
    long[] own = Arrays.stream(axes).map(axis -> axis == 4 ? 1 : axis).toArray();
    for (int batch = 1; batch <= 2; batch++) {
      model(
          name + " of " + batch,
          13,
          batch,
          b ->
              b.integers("s", starts)
                  .integers("e", ends)
                  .integers("a", own)
                  .integers("t", steps)
                  .node("Slice", "y", List.of("x", "s", "e", "a", "t")));
    }
  }

  private void gather(int axis, long... places) {
    tensors(
        "Gather " + Arrays.toString(places) + " along " + axis,
        13,
        b -> {
          if (places.length == 1) {
            b.tensor(OnnxBuilder.head("i", 7).packed(7, places));
          } else {
            b.integers("i", places);
          }
          b.node("Gather", "y", List.of("x", "i"), integer("axis", axis));
        });
  }

  private static void gather(OnnxBuilder b, int place) {
    b.tensor(OnnxBuilder.head("i", 7).packed(7, new long[] {place}))
        .node("Gather", "y", List.of("x", "i"), integer("axis", 0));
  }

  private void split(int axis) {
    long extent = List.of(1, 6, 9, 8).get(axis < 0 ? axis + 4 : axis);
    for (int batch = 1; batch <= 2; batch++) {
      model(
          "Split along " + axis + " of " + batch,
          13,
          batch,
          b ->
              b.integers("sizes", 2, extent - 3, 1)
                  .node(
                      "Split",
                      "",
                      List.of("x", "sizes"),
                      List.of("p", "q", "r"),
                      integer("axis", axis))
                  .node("Tanh", "t", List.of("q"))
                  .node("Concat", "y", List.of("r", "t", "p"), integer("axis", axis)));
    }
    tensors(
        "Split into three along " + axis,
        18,
        b ->
            b.node(
                    "Split",
                    "",
                    List.of("x"),
                    List.of("p", "q", "r"),
                    integer("axis", axis),
                    integer("num_outputs", 3))
                .node("Concat", "y", List.of("r", "p", "q"), integer("axis", axis)));
  }

  private void concat(int axis) {
    tensors(
        "Concat with a constant along " + axis,
        13,
        b -> {
          int[] extents = {1, 6, 9, 8};
          extents[axis < 0 ? axis + 4 : axis] = 2;
          weight(b, "c", extents);
          b.node("Concat", "y", List.of("x", "c", "x"), integer("axis", axis));
        });
  }

  private void depth(String mode, int block) {
    tensors(
        "DepthToSpace " + mode + " " + block,
        13,
        b ->
            b.integers("shape", 1, 36, 4, 3)
                .node("Reshape", "r", List.of("x", "shape"))
                .node(
                    "DepthToSpace",
                    "y",
                    List.of("r"),
                    integer("blocksize", block),
                    text("mode", mode)));
  }
}
