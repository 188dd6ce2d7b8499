package dev.phosphene.engine.onednn.program;

import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;

/** Strides, oneDNN's dilations (0 is dense) and borders, vertical before horizontal. */
public record Geometry(long[] strides, long[] dilations, long[] before, long[] after) {
  /** Returns the geometry of a window that slides over images of the shape {@code in}. */
  public static Geometry of(Window window, Shape in) {
    Window.Placement border = window.on(in.h(), in.w());
    return new Geometry(
        new long[] {window.strideH(), window.strideW()},
        new long[] {
          dilation(window.kernelH(), window.dilationH()),
          dilation(window.kernelW(), window.dilationW())
        },
        new long[] {border.top(), border.left()},
        new long[] {border.bottom(), border.right()});
  }

  /** Returns 1 for a kernel of extent 1: oneDNN rejects a dilation that exceeds the input. */
  public static long dilation(int kernel, int dilation) {
    return kernel == 1 ? 0 : dilation - 1L;
  }
}
