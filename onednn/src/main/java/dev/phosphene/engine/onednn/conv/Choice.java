package dev.phosphene.engine.onednn.conv;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.threads.ThreadCount;
import dev.phosphene.engine.onednn.winograd.Winograd;
import dev.phosphene.engine.onednn.winograd.WinogradConv;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;

/** Chooses how convolutions are computed. */
public interface Choice {
  /** Always oneDNN's direct convolution. */
  Choice DIRECT = (emitter, task) -> false;

  /** {@link Winograd} wherever possible. */
  Choice WINOGRAD = (emitter, task) -> true;

  /**
   * Returns the choice of the system property {@code phosphene.convolution}: {@code direct}, {@code
   * winograd}, or else the faster one by the {@link CostModel}.
   */
  static Choice usual() {
    String wanted = System.getProperty("phosphene.convolution", "");
    return wanted.equals("direct")
        ? DIRECT
        : wanted.equals("winograd")
            ? WINOGRAD
            : (emitter, task) -> CostModel.here().winograd(emitter, task); // loads nothing yet
  }

  /** Returns whether to use {@link Winograd} for a task that {@link Task#possible} admits. */
  boolean winograd(Emitter emitter, Task task);

  /**
   * A convolution, or the backward pass through one.
   *
   * @param in shape read: forward a layer's input, backward the gradient of its output
   * @param out shape written
   * @param top rows of zeros above the input
   * @param left columns of zeros left of the input
   * @param masked whether a ReLU is part of it
   */
  record Task(boolean back, Shape in, Shape out, int top, int left, boolean masked) {

    /** Returns the forward pass through {@code conv}. */
    static Task forward(Op.Conv conv, Shape in, Shape out, boolean relu) {
      Window.Placement at = conv.window().on(in.h(), in.w());
      return new Task(false, in, out, at.top(), at.left(), relu);
    }

    /** Returns the backward pass through {@code conv}. */
    static Task backward(Op.Conv conv, Shape in, Shape out, boolean relu) {
      Window.Placement at = conv.window().on(in.h(), in.w());
      int most = Winograd.KERNEL - 1;
      return new Task(true, out, in, most - at.top(), most - at.left(), relu);
    }

    /** Returns whether {@link WinogradConv} supports it. */
    static boolean possible(Op.Conv conv, Shape in) {
      Window window = conv.window();
      Window.Placement at = window.on(in.h(), in.w());
      int border = Math.max(Math.max(at.top(), at.bottom()), Math.max(at.left(), at.right()));
      return !conv.narrowed()
          && conv.groups() == 1
          && window.kernelH() == Winograd.KERNEL
          && window.kernelW() == Winograd.KERNEL
          && window.strideH() == 1
          && window.strideW() == 1
          && window.dilationH() == 1
          && window.dilationW() == 1
          && border < Winograd.KERNEL
          && ThreadCount.canBeSet();
    }

    /** Returns the number of multiplications of the direct convolution. */
    long products() {
      return (long) out.size() * in.c() * Winograd.KERNEL * Winograd.KERNEL;
    }

    /** Returns a layer with this task, with arbitrary kernels. */
    Op.Conv conv() {
      Shape from = back ? out : in;
      Shape to = back ? in : out;
      int most = Winograd.KERNEL - 1;
      int above = back ? most - top : top;
      int before = back ? most - left : left;
      Window.Padding border =
          new Window.Padding.Explicit(
              above, before, to.h() + most - from.h() - above, to.w() + most - from.w() - before);
      float[] values = new float[to.c() * from.c() * Winograd.KERNEL * Winograd.KERNEL];
      Arrays.fill(values, 1f / values.length);
      Shape kernel = Shape.of(to.c(), from.c(), Winograd.KERNEL, Winograd.KERNEL);
      return new Op.Conv(
          Parameter.of("weights", kernel, values),
          Parameter.of("bias", Shape.of(to.c()), new float[to.c()]),
          new Window(Winograd.KERNEL, Winograd.KERNEL, 1, 1, 1, 1, border),
          1);
    }

    /** Describes the task in one line. */
    String text() {
      return "%s, %s to %s, border %d %d%s"
          .formatted(back ? "back" : "forward", in, out, top, left, masked ? ", ReLU" : "");
    }

    /** Returns the same for {@link WinogradConv}. */
    WinogradConv.Layer layer() {
      return new WinogradConv.Layer(in, out, top, left, !back && masked);
    }
  }
}
