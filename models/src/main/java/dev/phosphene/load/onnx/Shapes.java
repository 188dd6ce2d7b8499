package dev.phosphene.load.onnx;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Computes the target shapes of {@code Reshape} and its kin. */
final class Shapes {
  private Shapes() {}

  /** Returns the new shape with 0 (copied) and −1 (inferred) resolved. */
  static List<Integer> reshaped(NodeCall call, List<Integer> before) {
    List<Long> wanted = call.constant(1).integers();
    boolean zero = call.integer("allowzero", 0) != 0;
    long size = before.stream().mapToLong(e -> e).reduce(1, (a, b) -> a * b);
    long known = 1;
    int open = -1;
    List<Integer> after = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      long extent = wanted.get(i);
      if (extent == 0 && !zero && i < before.size()) {
        extent = before.get(i);
      }
      if (extent == -1 && open < 0) {
        open = i;
        extent = 1;
      } else if (extent < 0 || extent > Integer.MAX_VALUE) {
        throw new UnsupportedNode("the impossible shape " + wanted);
      }
      known = Math.min(known * extent, Integer.MAX_VALUE + 1L); // no overflow
      after.add((int) extent);
    }
    if (open >= 0 && known > 0 && size % known == 0) {
      after.set(open, (int) (size / known));
      known = size;
    }
    if (known != size) {
      throw new UnsupportedNode(before + " cannot become " + wanted);
    }
    return after;
  }

  /** Returns two axes: those before the given one merged, and the others merged. */
  static List<Integer> flattened(NodeCall call, List<Integer> before) {
    long given = call.integer("axis", 1);
    int axis = given == before.size() ? before.size() : NodeCall.axis(given, before.size());
    int rows = before.subList(0, axis).stream().reduce(1, (a, b) -> a * b);
    int columns = before.subList(axis, before.size()).stream().reduce(1, (a, b) -> a * b);
    return List.of(rows, columns);
  }

  /** Returns the extents without the given axes of extent 1, or without all such axes. */
  static List<Integer> squeezed(NodeCall call) {
    List<Integer> before = NodeCall.extents(call.value(0));
    List<Long> given =
        call.integersOrInput("axes", 1)
            .orElseGet(
                () ->
                    IntStream.range(0, before.size())
                        .filter(i -> before.get(i) == 1)
                        .mapToObj(i -> (long) i)
                        .toList());
    List<Integer> axes = given.stream().map(a -> NodeCall.axis(a, before.size())).toList();
    if (axes.stream().anyMatch(axis -> before.get(axis) != 1)) {
      throw new UnsupportedNode("it drops axes of " + before + " that are not 1");
    }
    List<Integer> after = new ArrayList<>();
    for (int i = 0; i < before.size(); i++) {
      if (!axes.contains(i)) {
        after.add(before.get(i));
      }
    }
    return after;
  }

  /** Returns the extents with axes of extent 1 inserted at the given places. */
  static List<Integer> unsqueezed(NodeCall call) {
    List<Integer> after = new ArrayList<>(NodeCall.extents(call.value(0)));
    newAxes(call, after.size()).forEach(axis -> after.add(axis, 1));
    return after;
  }

  /** Returns where {@code Unsqueeze} inserts axes into that many, ascending. */
  static SortedSet<Integer> newAxes(NodeCall call, int rank) {
    List<Long> given = call.integersOrInput("axes", 1).orElse(List.of());
    SortedSet<Integer> axes = new TreeSet<>();
    given.forEach(axis -> axes.add(NodeCall.axis(axis, rank + given.size())));
    if (axes.size() != given.size()) {
      throw new UnsupportedNode("it adds the same axis twice: " + given);
    }
    return axes;
  }

  /** Returns the permutation of {@code Transpose} for that many axes, from 0. */
  static List<Integer> order(NodeCall call, int rank) {
    List<Integer> order = new ArrayList<>();
    call.integers("perm").forEach(axis -> order.add(NodeCall.axis(axis, rank)));
    if (order.isEmpty()) {
      IntStream.range(0, rank).forEach(order::add);
      Collections.reverse(order);
    }
    if (order.size() != rank || order.stream().distinct().count() != rank) {
      throw new UnsupportedNode(order + " is no order of " + rank + " axes");
    }
    return order;
  }
}
