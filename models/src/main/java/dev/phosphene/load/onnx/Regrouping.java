package dev.phosphene.load.onnx;

import dev.phosphene.graph.Op;
import dev.phosphene.load.onnx.Axis.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Reshapes what depends on the image. Old and new axes fall into groups of equal size; within a
 * group, channels are split or joined, or a whole map is made into features. Everything else would
 * mix positions and channels in a way that this program has no place for.
 */
final class Regrouping {
  private final NodeCall call;
  private final List<Axis> axes = new ArrayList<>();
  private OnnxValue.Map in;
  private boolean emitted;

  private Regrouping(NodeCall call, OnnxValue.Map in) {
    this.call = call;
    this.in = in;
  }

  /** Returns {@code in} with new extents for the same number of values. */
  static OnnxValue.Map of(NodeCall call, OnnxValue.Map in, List<Integer> after) {
    Regrouping regrouping = new Regrouping(call, in);
    List<Axis> before = in.axes();
    int i = 0;
    int o = 0;
    while (i < before.size() || o < after.size()) {
      List<Axis> from = new ArrayList<>();
      List<Integer> to = new ArrayList<>();
      long left = 1;
      long right = 1;
      if (i < before.size()) {
        from.add(before.get(i));
        left = before.get(i++).size();
      }
      if (o < after.size()) {
        to.add(after.get(o));
        right = after.get(o++);
      }
      while (left != right) {
        if (left < right && i < before.size()) {
          from.add(before.get(i));
          left *= before.get(i++).size();
        } else if (right < left && o < after.size()) {
          to.add(after.get(o));
          right *= after.get(o++);
        } else {
          throw regrouping.no(after);
        }
      }
      if (o == after.size()) { // remaining axes of size 1 join the last group
        from.addAll(before.subList(i, before.size()));
        i = before.size();
      }
      if (i == before.size()) {
        to.addAll(after.subList(o, after.size()));
        o = after.size();
      }
      regrouping.group(from, to, after);
    }
    return regrouping.result();
  }

  private OnnxValue.Map result() {
    // A reshape that moves nothing is a view; it has the name of what it shows.
    return new OnnxValue.Map(in.node(), axes);
  }

  private void group(List<Axis> from, List<Integer> to, List<Integer> after) {
    List<Axis> real = from.stream().filter(axis -> !axis.is(Kind.ONE)).toList();
    boolean channels = real.stream().allMatch(axis -> axis.is(Kind.CHANNEL));
    if (real.isEmpty()) {
      to.forEach(one -> axes.add(Axis.of(Kind.ONE, 1)));
    } else if (to.size() == 1 && real.size() == 1) {
      axes.add(real.get(0));
    } else if (to.size() == 1 && channels) {
      axes.add(join(real));
    } else if (to.size() == 1 && isWholeMap(real)) {
      axes.add(flatten(real));
    } else if (real.size() == 1) {
      split(real.get(0), to, after);
    } else if (real.size() > 1 && to.size() > 1 && isWholeMap(real)) {
      // [c, 1, 1] to [c, 1]: features, followed by axes of size 1.
      if (to.subList(1, to.size()).stream().anyMatch(extent -> extent != 1)) {
        throw no(after);
      }
      axes.add(flatten(real));
      to.subList(1, to.size()).forEach(one -> axes.add(Axis.of(Kind.ONE, 1)));
    } else {
      throw no(after);
    }
  }

  /** Returns whether the axes are channels, rows and columns in memory order. */
  private static boolean isWholeMap(List<Axis> real) {
    return real.size() == 3
        && real.get(0).is(Kind.CHANNEL)
        && real.get(0).stride() == 1
        && real.get(1).is(Kind.ROW)
        && real.get(2).is(Kind.COLUMN);
  }

  private Axis flatten(List<Axis> real) {
    if (emitted || !in.whole()) {
      throw new UnsupportedNode("it both joins channels and flattens them");
    }
    int features = real.get(0).size() * real.get(1).size() * real.get(2).size();
    emitted = true;
    in = call.emit(new Op.Flatten(features), in);
    return Axis.of(Kind.CHANNEL, features);
  }

  /** Merges channels that were split into several axes, in their current order. */
  private Axis join(List<Axis> parts) {
    int size = parts.stream().mapToInt(Axis::size).reduce(1, (a, b) -> a * b);
    if (size > 1 << 20) {
      throw new UnsupportedNode("it reorders " + size + " channels");
    }
    List<Integer> order = new ArrayList<>(Collections.nCopies(size, 0));
    for (int c = 0; c < size; c++) {
      int rest = c;
      int source = 0;
      for (int i = parts.size() - 1; i >= 0; i--) {
        source += rest % parts.get(i).size() * parts.get(i).stride();
        rest /= parts.get(i).size();
      }
      order.set(c, source);
    }
    boolean moved = false;
    for (int c = 0; c < size; c++) {
      moved |= order.get(c) != c;
    }
    if (moved) {
      if (emitted) {
        throw new UnsupportedNode("it reorders channels twice");
      }
      emitted = true;
      in = call.emit(new Op.SelectChannels(order), in);
    }
    return Axis.of(Kind.CHANNEL, size);
  }

  private void split(Axis axis, List<Integer> to, List<Integer> after) {
    int stride = axis.stride() * axis.size();
    for (int extent : to) {
      if (extent == axis.size() && (extent > 1 || axes.stream().noneMatch(a -> a.equals(axis)))) {
        axes.add(axis);
        stride /= extent;
      } else if (extent == 1) {
        axes.add(Axis.of(Kind.ONE, 1));
      } else if (axis.is(Kind.CHANNEL)) {
        stride /= extent;
        axes.add(new Axis(Kind.CHANNEL, extent, stride));
      } else {
        throw no(after);
      }
    }
  }

  private UnsupportedNode no(List<Integer> after) {
    return new UnsupportedNode(
        in.extents() + " to " + after + " mixes channels and positions; not supported");
  }
}
