package dev.phosphene.graph;

import dev.phosphene.tensor.Lines;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;
import java.util.Optional;

/** Operations that only move data: every output value is an input value or 0. */
public final class DataMovement {
  private DataMovement() {}

  /** Returns whether {@code op} only moves data. */
  public static boolean is(Op op) {
    return op instanceof Op.Select
        || op instanceof Op.Transpose
        || op instanceof Op.Tokens
        || op instanceof Op.DepthToSpace
        || op instanceof Op.SpaceToDepth;
  }

  /**
   * Returns, for each index into one example of the output, in row-major order, the index into the
   * same example of the input, or {@link Selection#NOTHING}; empty if {@code op} computes
   * something.
   */
  public static Optional<int[]> of(Op op, Shape in) {
    if (op instanceof Op.Select select) {
      return Optional.of(select(select, in));
    } else if (op instanceof Op.Transpose transpose) {
      return Optional.of(transpose(example(in), order(transpose)));
    } else if (op instanceof Op.Tokens) {
      return Optional.of(transpose(new int[] {in.extent(2), in.extent(3)}, 1, 0));
    } else if (op instanceof Op.DepthToSpace depth) {
      int b = depth.block();
      int c = in.c() / (b * b);
      return Optional.of(
          depth.channelFirst()
              ? transpose(new int[] {c, b, b, in.h(), in.w()}, 0, 3, 1, 4, 2)
              : transpose(new int[] {b, b, c, in.h(), in.w()}, 2, 3, 0, 4, 1));
    } else if (op instanceof Op.SpaceToDepth space) {
      int b = space.block();
      return Optional.of(
          transpose(new int[] {in.c(), in.h() / b, b, in.w() / b, b}, 2, 4, 0, 1, 3));
    }
    return Optional.empty();
  }

  private static int[] example(Shape shape) {
    return Arrays.copyOfRange(shape.toArray(), 1, shape.rank());
  }

  private static int[] order(Op.Transpose op) {
    return op.order().stream().mapToInt(axis -> axis - 1).toArray();
  }

  private static int[] select(Op.Select op, Shape in) {
    int[] places = op.selection().places(in.extent(op.axis()));
    Lines all = Lines.along(in, op.axis());
    int outer = all.outer() / in.extent(0);
    int[] from = new int[outer * places.length * all.inner()];
    int at = 0;
    for (int o = 0; o < outer; o++) {
      for (int place : places) {
        for (int j = 0; j < all.inner(); j++) {
          from[at++] =
              place == Selection.NOTHING
                  ? Selection.NOTHING
                  : (o * all.length() + place) * all.inner() + j;
        }
      }
    }
    return from;
  }

  /** Returns the transposition of an array with these extents. */
  private static int[] transpose(int[] extents, int... order) {
    int rank = extents.length;
    int[] strides = new int[rank];
    int size = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = size;
      size *= extents[axis];
    }
    int[] from = new int[size];
    int[] index = new int[rank];
    int source = 0;
    for (int o = 0; o < size; o++) {
      from[o] = source;
      for (int axis = rank - 1; axis >= 0; axis--) { // the next index, like an odometer
        source += strides[order[axis]];
        if (++index[axis] < extents[order[axis]]) {
          break;
        }
        source -= index[axis] * strides[order[axis]];
        index[axis] = 0;
      }
    }
    return from;
  }
}
