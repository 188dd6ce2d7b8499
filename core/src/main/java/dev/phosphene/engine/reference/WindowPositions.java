package dev.phosphene.engine.reference;

import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;

/** Maps each output position of a window to input positions, for an input of known size. */
record WindowPositions(Shape in, Window window, Window.Placement placement) {

  static WindowPositions of(Window window, Shape in) {
    return new WindowPositions(in, window, window.on(in.h(), in.w()));
  }

  int outH() {
    return placement.outH();
  }

  int outW() {
    return placement.outW();
  }

  /**
   * Returns the row that output row {@code y} reads at kernel row {@code i}; may lie on the border.
   */
  int row(int y, int i) {
    return y * window.strideH() - placement.top() + i * window.dilationH();
  }

  /** Returns the column that output column {@code x} reads at kernel column {@code j}. */
  int column(int x, int j) {
    return x * window.strideW() - placement.left() + j * window.dilationW();
  }

  /** Returns whether that position is inside the input, not on its border. */
  boolean inside(int row, int column) {
    return row >= 0 && row < in.h() && column >= 0 && column < in.w();
  }
}
