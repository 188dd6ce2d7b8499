package dev.phosphene.graph;

import dev.phosphene.tensor.Shape;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The meaning of every axis of an activation except the batch axis, traced through the network. An
 * axis is a list of parts, the outermost first: rows and columns that were joined to tokens are two
 * parts of one axis, and a reshape separates them again. Parts of extent 1 are omitted.
 */
record Axes(List<List<Part>> parts) {
  /** What an index counts. */
  enum Of {
    CHANNELS,
    ROWS,
    COLUMNS,
    /** Positions in no known order, such as tokens that include a class token. */
    OTHERS
  }

  /**
   * The digits of an index into {@code whole} things: those worth {@code stride} each.
   *
   * @param extent number of values they take
   */
  record Part(Of of, int whole, int extent, int stride) {
    boolean leads() {
      return stride * extent == whole;
    }
  }

  Axes {
    parts = List.copyOf(parts);
  }

  /** Returns the axes of all nodes that have a shape. */
  static Map<String, Axes> of(Graph graph, Map<String, Shape> shapes) {
    Map<String, Axes> all = new HashMap<>();
    Set<String> constants = new HashSet<>();
    for (Node node : graph.nodes()) {
      Shape shape = shapes.get(node.name());
      if (shape == null) {
        continue;
      }
      boolean constant = !(node.op() instanceof Op.Input) && constants.containsAll(node.inputs());
      if (constant) {
        constants.add(node.name());
      }
      List<Axes> known = new ArrayList<>();
      List<Shape> from = new ArrayList<>();
      for (String input : node.inputs()) {
        Shape own = Objects.requireNonNull(shapes.get(input));
        Axes axes = Objects.requireNonNull(all.get(input));
        boolean fixed = constants.contains(input) && !constant;
        known.add(fixed ? new Axes(Collections.nCopies(own.rank() - 1, List.of())) : axes);
        from.add(own);
      }
      all.put(node.name(), new AxisRules(node.op(), known, from, shape).result());
    }
    return all;
  }

  /** Returns whether these are channels, then all of the image's rows and columns. */
  boolean isImage() {
    return parts.size() == 3
        && parts.get(0).stream().noneMatch(part -> part.of == Of.OTHERS || isPlace(part))
        && spans(parts.get(1), Of.ROWS)
        && spans(parts.get(2), Of.COLUMNS);
  }

  private static boolean isPlace(Part part) {
    return part.of != Of.CHANNELS && part.leads();
  }

  /** Returns whether an axis covers all rows or columns, possibly with spacing. */
  private static boolean spans(List<Part> axis, Of of) {
    return axis.isEmpty()
        || (axis.get(0).of == of
            && axis.get(0).leads()
            && axis.stream().allMatch(part -> part.of == of || part.of == Of.CHANNELS));
  }

  /** Returns whether the first axis, and no other, counts channels. */
  boolean hasChannels() {
    boolean first = onlyChannels(parts.get(0));
    boolean others =
        parts.stream().skip(1).flatMap(List::stream).anyMatch(part -> part.of == Of.CHANNELS);
    return parts.get(0).isEmpty() ? !others : first;
  }

  /** Returns whether some axis counts anything but channels. */
  boolean hasPositions() {
    return !parts.stream().allMatch(Axes::onlyChannels);
  }

  static boolean onlyChannels(List<Part> axis) {
    return axis.stream().allMatch(part -> part.of == Of.CHANNELS);
  }

  /** Returns an axis over new things. */
  static List<Part> fresh(Of of, int extent) {
    return extent == 1 ? List.of() : List.of(new Part(of, extent, extent, 1));
  }

  /** Returns the axes after a reshape. */
  static List<List<Part>> reshaped(Axes in, Shape out) {
    List<Part> left = new ArrayList<>();
    in.parts.forEach(left::addAll);
    List<List<Part>> result = new ArrayList<>();
    for (int axis = 1; axis < out.rank(); axis++) {
      List<Part> taken = new ArrayList<>();
      int wanted = out.extent(axis);
      while (wanted > 1 && !left.isEmpty()) {
        Part part = left.remove(0);
        if (wanted % part.extent == 0) {
          taken.add(part);
          wanted /= part.extent;
        } else if (part.extent % wanted == 0) {
          int inner = part.extent / wanted;
          taken.add(new Part(part.of, part.whole, wanted, part.stride * inner));
          left.add(0, new Part(part.of, part.whole, inner, part.stride));
          wanted = 1;
        } else {
          left.clear();
        }
      }
      boolean lost = wanted > 1;
      result.add(lost ? fresh(Of.OTHERS, out.extent(axis)) : joined(taken));
    }
    return result;
  }

  /** Joins neighboring parts that form one. */
  private static List<Part> joined(List<Part> parts) {
    List<Part> joined = new ArrayList<>();
    for (Part part : parts) {
      int last = joined.size() - 1;
      Part before = last < 0 ? part : joined.get(last);
      if (last >= 0
          && before.of == part.of
          && before.whole == part.whole
          && before.stride == part.stride * part.extent) {
        joined.set(last, new Part(part.of, part.whole, before.extent * part.extent, part.stride));
      } else {
        joined.add(part);
      }
    }
    return joined;
  }
}
