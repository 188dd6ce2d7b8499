package dev.phosphene.diagram;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Outline;
import dev.phosphene.graph.Overview;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Boxes of a {@link Diagram} with a common name prefix, drawn on a common background.
 *
 * @param name the prefix
 * @param boxes indices of at least two boxes
 */
record DiagramGroup(String name, List<Integer> boxes) {

  /** The frame around the boxes of a group, in rows and horizontal positions. */
  private record Frame(int top, int bottom, double left, double right) {
    boolean holds(int row, double x, double width) {
      return row >= top && row <= bottom && x + width / 2 > left && x - width / 2 < right;
    }

    boolean meets(Frame other) {
      return top <= other.bottom && other.top <= bottom && left < other.right && other.left < right;
    }
  }

  /** Returns the outermost groups of an outline with no more than two thirds of all boxes. */
  static List<DiagramGroup> of(Graph graph, List<DiagramBox> boxes) {
    Map<String, Integer> boxOf = new HashMap<>();
    for (int i = 0; i < boxes.size(); i++) {
      for (Node node : boxes.get(i).layers()) {
        boxOf.put(node.name(), i);
      }
    }
    List<DiagramGroup> groups = new ArrayList<>();
    collect(Outline.of(Overview.of(graph).nodes()), "", boxOf, boxes, groups);
    return groups;
  }

  private static void collect(
      List<Outline> parts,
      String before,
      Map<String, Integer> boxOf,
      List<DiagramBox> boxes,
      List<DiagramGroup> groups) {
    for (Outline part : parts) {
      if (part instanceof Outline.Group group) {
        String name = before + group.label();
        TreeSet<Integer> inside = new TreeSet<>();
        group.nodes().forEach(node -> inside.add(boxOf.getOrDefault(node.name(), 0)));
        if (3 * inside.size() > 2 * boxes.size()) {
          collect(group.parts(), name, boxOf, boxes, groups);
          continue;
        }
        inside.removeIf(box -> !boxes.get(box).name().startsWith(name));
        if (inside.size() > 1) {
          groups.add(new DiagramGroup(name, List.copyOf(inside)));
        }
      }
    }
  }

  /** Returns the groups whose frames contain no other boxes and do not overlap. */
  static List<DiagramGroup> free(List<DiagramGroup> groups, LayeredLayout layout, double[] widths) {
    List<DiagramGroup> free = new ArrayList<>();
    List<Frame> frames = new ArrayList<>();
    for (DiagramGroup group : groups) {
      Frame frame = group.frame(layout, widths);
      boolean alone = frames.stream().noneMatch(frame::meets);
      for (int i = 0; alone && i < widths.length; i++) {
        alone = group.boxes.contains(i) || !frame.holds(layout.row(i), layout.x(i), widths[i] + 20);
      }
      if (alone) {
        free.add(group);
        frames.add(frame);
      }
    }
    return free;
  }

  private Frame frame(LayeredLayout layout, double[] widths) {
    int top = Integer.MAX_VALUE;
    int bottom = 0;
    double left = Double.MAX_VALUE;
    double right = 0;
    for (int box : boxes) {
      top = Math.min(top, layout.row(box));
      bottom = Math.max(bottom, layout.row(box));
      left = Math.min(left, layout.x(box) - widths[box] / 2);
      right = Math.max(right, layout.x(box) + widths[box] / 2);
    }
    return new Frame(top, bottom, left, right);
  }
}
