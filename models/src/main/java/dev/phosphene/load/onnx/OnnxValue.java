package dev.phosphene.load.onnx;

import dev.phosphene.load.onnx.Axis.Kind;
import java.util.List;

/** The value of a name in an ONNX graph during import. */
sealed interface OnnxValue {

  /** Numbers that do not depend on the image: weights, shapes. */
  record Fixed(Constant constant) implements OnnxValue {}

  /**
   * The output of one of our nodes, with the file's axes.
   *
   * @param node the node's name
   * @param axes the ONNX tensor's axes, outermost first
   */
  record Map(String node, List<Axis> axes) implements OnnxValue {
    public Map {
      axes = List.copyOf(axes);
    }

    int rank() {
      return axes.size();
    }

    /** Returns the extents that the file expects. */
    List<Integer> extents() {
      return axes.stream().map(Axis::size).toList();
    }

    /** Returns the only axis of that kind; −1 if there is none or there are several. */
    int the(Kind kind) {
      int found = -1;
      for (int i = 0; i < axes.size(); i++) {
        if (axes.get(i).is(kind)) {
          if (found >= 0) {
            return -1;
          }
          found = i;
        }
      }
      return found;
    }

    /** Returns whether the axes are exactly those; one fixed at 1 may stand for a row or column. */
    boolean isIn(Kind... kinds) {
      boolean same = axes.size() == kinds.length;
      for (int i = 0; same && i < kinds.length; i++) {
        Kind kind = axes.get(i).kind();
        boolean spatial = kinds[i] == Kind.ROW || kinds[i] == Kind.COLUMN;
        same = kind == kinds[i] || (kind == Kind.ONE && spatial);
      }
      return same && whole();
    }

    /** Returns whether the channels are one axis in their original order. */
    boolean whole() {
      int channel = the(Kind.CHANNEL);
      return channel >= 0 && axes.get(channel).stride() == 1;
    }

    /**
     * Returns the axis of {@code [n, c, h, w]} that an axis of the file is, with all its values.
     */
    int place(int axis) {
      Kind kind = axes.get(axis).kind();
      if (kind == Kind.BATCH || kind == Kind.ONE || !whole() || the(kind) != axis) {
        throw new UnsupportedNode(
            "axis " + axis + " of " + extents() + " is none of the picture's");
      }
      return kind == Kind.CHANNEL ? 1 : kind == Kind.ROW ? 2 : 3;
    }

    /** Returns the same node with other axes. */
    Map with(List<Axis> other) {
      return new Map(node, other);
    }
  }

  /**
   * The output of one of our nodes for one image, as it is: of any rank, with the file's axes in
   * the file's order, including a batch axis of extent 1.
   *
   * @param node the node's name
   * @param extents the file's extents, outermost first
   */
  record Tensor(String node, List<Integer> extents) implements OnnxValue {
    public Tensor {
      extents = List.copyOf(extents);
    }
  }

  /** A value that is unavailable, and why. */
  record Missing(String reason) implements OnnxValue {}
}
