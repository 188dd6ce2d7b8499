package dev.phosphene.graph;

import dev.phosphene.graph.Axes.Of;
import dev.phosphene.graph.Axes.Part;
import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Derives an operation's output {@link Axes} from those of its inputs.
 *
 * @param inputs their axes; a constant's have no parts, as it says nothing about them
 * @param from shapes of the inputs
 * @param out the output's shape
 */
record AxisRules(Op op, List<Axes> inputs, List<Shape> from, Shape out) {

  Axes result() {
    if (inputs.isEmpty()) {
      return op instanceof Op.Input ? image() : new Axes(others());
    }
    return new Axes(parts());
  }

  private Axes image() {
    return new Axes(
        List.of(
            Axes.fresh(Of.CHANNELS, out.c()),
            Axes.fresh(Of.ROWS, out.h()),
            Axes.fresh(Of.COLUMNS, out.w())));
  }

  private List<List<Part>> parts() {
    Axes in = inputs.get(0);
    if (op instanceof Op.Reshape) {
      return Axes.reshaped(in, out);
    } else if (op instanceof Op.Transpose transpose) {
      return transpose.order().stream().map(axis -> in.parts().get(axis - 1)).toList();
    } else if (op instanceof Op.Tokens) {
      return List.of(in.parts().get(2), in.parts().get(1), List.of());
    } else if (op instanceof Op.Linear || op instanceof Op.Recurrent) {
      return with(in.parts(), out.rank() - 1, Axes.fresh(Of.CHANNELS, out.extent(out.rank() - 1)));
    } else if (op instanceof Op.Reduce reduce) {
      return with(in.parts(), reduce.axis(), List.of());
    } else if (op instanceof Op.Select select) {
      int[] places = select.selection().places(from.get(0).extent(select.axis()));
      return with(in.parts(), select.axis(), selected(in.parts().get(select.axis() - 1), places));
    } else if (op instanceof Op.Join join) {
      return with(merged(), join.axis(), side(join.axis()));
    } else if (op instanceof Op.MatMul) {
      return product();
    } else if (out.rank() == 4 && from.get(0).rank() == 4 && !keepsAll()) {
      return List.of(Axes.fresh(Of.CHANNELS, out.c()), across(2, Of.ROWS), across(3, Of.COLUMNS));
    }
    return merged();
  }

  /** Returns whether every axis of the output is that of the inputs. */
  private boolean keepsAll() {
    boolean otherName = op instanceof Op.Concat && inputs.size() == 1;
    return otherName
        || op instanceof Op.Add
        || op instanceof Op.Binary
        || op instanceof Op.Softmax
        || op instanceof Op.LayerNorm
        || op instanceof Op.Pointwise
        || op instanceof Op.Relu
        || op instanceof Op.PRelu
        || op instanceof Op.BatchNorm
        || op instanceof Op.Affine
        || op instanceof Op.Lrn;
  }

  /** Returns the rows or columns after an operation on images, such as a convolution. */
  private List<Part> across(int axis, Of of) {
    int extent = out.extent(axis);
    if (from.get(0).extent(axis) == extent) {
      return merged(axis);
    }
    List<Part> in = inputs.get(0).parts().get(axis - 1);
    boolean places = !in.isEmpty() && in.get(0).of() == of && in.get(0).leads();
    return Axes.fresh(places ? of : Of.OTHERS, extent);
  }

  private List<List<Part>> merged() {
    List<List<Part>> parts = new ArrayList<>();
    for (int axis = 1; axis < out.rank(); axis++) {
      parts.add(merged(axis));
    }
    return parts;
  }

  /** Combines several inputs' views of an axis; one with a known meaning wins. */
  private List<Part> merged(int axis) {
    List<Part> best = List.of();
    for (int i = 0; i < inputs.size(); i++) {
      List<Part> one = inputs.get(i).parts().get(axis - 1);
      boolean tells =
          !one.isEmpty() && !one.equals(best) && from.get(i).extent(axis) == out.extent(axis);
      if (tells && (best.isEmpty() || !known(best))) {
        best = one;
      } else if (tells && known(one)) {
        boolean channels = Axes.onlyChannels(one) && Axes.onlyChannels(best);
        best = Axes.fresh(channels ? Of.CHANNELS : Of.OTHERS, out.extent(axis));
      }
    }
    return best.isEmpty() ? Axes.fresh(Of.OTHERS, out.extent(axis)) : best;
  }

  private static boolean known(List<Part> axis) {
    return axis.stream().noneMatch(part -> part.of() == Of.OTHERS);
  }

  /** Returns the axis of a concatenation. */
  private List<Part> side(int axis) {
    List<Part> all = new ArrayList<>();
    inputs.forEach(input -> all.addAll(input.parts().get(axis - 1)));
    boolean channels = !all.isEmpty() && Axes.onlyChannels(all);
    return Axes.fresh(channels ? Of.CHANNELS : Of.OTHERS, out.extent(axis));
  }

  /** Returns a part of an axis; rows and columns keep their meaning if they stay evenly spaced. */
  private static List<Part> selected(List<Part> axis, int[] places) {
    boolean same = axis.size() == 1 && axis.get(0).leads() && axis.get(0).stride() == 1;
    boolean even = same && axis.get(0).of() != Of.OTHERS && isEven(places);
    boolean channels = !axis.isEmpty() && Axes.onlyChannels(axis);
    Of of = channels ? Of.CHANNELS : even ? axis.get(0).of() : Of.OTHERS;
    return Axes.fresh(of, places.length);
  }

  /** Returns whether places are evenly spaced; within a border they may repeat. */
  private static boolean isEven(int[] places) {
    int step = 0;
    for (int i = 1; i < places.length; i++) {
      int next = places[i] - places[i - 1];
      boolean border = places[i] == Selection.NOTHING || places[i - 1] == Selection.NOTHING;
      if (!border && next != 0) {
        if (next < 0 || (step != 0 && next != step)) {
          return false;
        }
        step = next;
      }
    }
    return step > 0;
  }

  private List<List<Part>> product() {
    List<List<Part>> parts = new ArrayList<>();
    int rank = out.rank();
    for (int axis = 1; axis < rank - 2; axis++) {
      parts.add(merged(axis));
    }
    parts.add(factor(inputs.get(0).parts().get(rank - 3), out.extent(rank - 2)));
    parts.add(factor(inputs.get(1).parts().get(rank - 2), out.extent(rank - 1)));
    return parts;
  }

  /**
   * Returns rows of the first factor, or columns of the second; those of weights are new channels.
   */
  private static List<Part> factor(List<Part> axis, int extent) {
    return axis.isEmpty() ? Axes.fresh(Of.CHANNELS, extent) : axis;
  }

  private List<List<Part>> others() {
    List<List<Part>> parts = new ArrayList<>();
    for (int axis = 1; axis < out.rank(); axis++) {
      parts.add(Axes.fresh(Of.OTHERS, out.extent(axis)));
    }
    return parts;
  }

  private static List<List<Part>> with(List<List<Part>> parts, int axis, List<Part> other) {
    List<List<Part>> changed = new ArrayList<>(parts);
    changed.set(axis - 1, other);
    return changed;
  }
}
