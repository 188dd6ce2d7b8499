package dev.phosphene.load.onnx;

import dev.phosphene.graph.Selection;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * The padding of a {@code Pad} node; negative padding crops.
 *
 * @param before padding by axis
 * @param after padding by axis
 * @param value the value of a constant border
 */
record Borders(int[] before, int[] after, Selection.Filling filling, float value) {

  /** Reads them for an input of that rank: attributes before operator set 11, inputs since. */
  static Borders of(NodeCall call, int rank) {
    List<Long> pads =
        call.has(1)
            ? call.constant(1).integers()
            : call.integers(call.hasAttribute("paddings") ? "paddings" : "pads");
    List<Long> axes =
        call.has(3)
            ? call.constant(3).integers()
            : IntStream.range(0, rank).mapToObj(i -> (long) i).toList();
    if (pads.size() != 2 * axes.size()) {
      throw new UnsupportedNode(pads.size() + " borders for " + axes.size() + " axes");
    }
    int[] before = new int[rank];
    int[] after = new int[rank];
    for (int i = 0; i < axes.size(); i++) {
      int axis = NodeCall.axis(axes.get(i), rank);
      before[axis] = checked(pads.get(i));
      after[axis] = checked(pads.get(i + axes.size()));
    }
    float value = call.has(2) ? (float) call.constant(2).single() : call.real("value", 0);
    String mode = call.text("mode", "constant");
    Selection.Filling filling =
        switch (mode) {
          case "constant" -> Selection.Filling.ZERO;
          case "edge" -> Selection.Filling.EDGE;
          case "reflect" -> Selection.Filling.REFLECT;
          case "wrap" -> Selection.Filling.WRAP;
          default -> throw new UnsupportedNode("the mode \"" + mode + "\" is not supported");
        };
    return new Borders(before, after, filling, filling == Selection.Filling.ZERO ? value : 0);
  }

  private static int checked(long border) {
    return border < 0 ? -NodeCall.small(-border) : NodeCall.small(border);
  }

  /** Returns the axes that change. */
  List<Integer> axes() {
    return IntStream.range(0, before.length)
        .filter(axis -> before[axis] != 0 || after[axis] != 0)
        .boxed()
        .toList();
  }

  /** Returns the selections along one axis: first cropping, then padding. */
  List<Selection> selections(int axis) {
    int head = before[axis];
    int tail = after[axis];
    List<Selection> selections = new ArrayList<>();
    if (Math.min(head, tail) < 0) {
      long end = tail < 0 ? tail : Long.MAX_VALUE;
      selections.add(new Selection.Range(Math.max(-head, 0), end, 1));
    }
    if (Math.max(head, tail) > 0) {
      selections.add(new Selection.Border(Math.max(head, 0), Math.max(tail, 0), filling));
    }
    return selections;
  }
}
