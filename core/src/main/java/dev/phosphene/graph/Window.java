package dev.phosphene.graph;

/**
 * The sliding window of a convolution or a pooling, in positions; vertical before horizontal.
 *
 * @param kernelH height of the kernel
 * @param kernelW width of the kernel
 * @param strideH vertical stride
 * @param strideW horizontal stride
 * @param dilationH vertical distance of neighboring taps, 1 for a dense kernel
 * @param dilationW horizontal distance of neighboring taps, 1 for a dense kernel
 * @param padding the border around the input
 */
public record Window(
    int kernelH,
    int kernelW,
    int strideH,
    int strideW,
    int dilationH,
    int dilationW,
    Padding padding) {

  /** The border around the input; a pooling ignores it, a convolution reads it as zeros. */
  public sealed interface Padding {
    /** A fixed number of positions on each side. */
    record Explicit(int top, int left, int bottom, int right) implements Padding {}

    /**
     * TensorFlow's "same": {@code ceil(in / stride)} outputs, the odd position at the end. It
     * depends on the input's size.
     */
    record Same() implements Padding {}

    /** As {@link Same}, but with the odd position at the start. */
    record SameLower() implements Padding {}

    /**
     * A fixed number of positions on each side, plus those at the end that a last, partial step
     * needs ("ceil mode"); a window that would begin beyond the input and its fixed border is
     * omitted.
     */
    record Ceil(int top, int left, int bottom, int right) implements Padding {}
  }

  /** The border and output size for an input of known size. */
  public record Placement(int top, int left, int bottom, int right, int outH, int outW) {}

  public Window {
    if (Math.min(Math.min(kernelH, kernelW), Math.min(strideH, strideW)) < 1
        || Math.min(dilationH, dilationW) < 1) {
      throw new IllegalArgumentException("kernel, stride and dilation must be positive");
    }
  }

  /** Returns a dense square kernel without a border ("valid"). */
  public static Window valid(int kernel, int stride) {
    return padded(kernel, stride, 0);
  }

  /** Returns a dense square kernel with the same border on every side. */
  public static Window padded(int kernel, int stride, int border) {
    Padding padding = new Padding.Explicit(border, border, border, border);
    return new Window(kernel, kernel, stride, stride, 1, 1, padding);
  }

  /** Returns a dense square kernel with TensorFlow's "same" border. */
  public static Window same(int kernel, int stride) {
    return same(kernel, kernel, stride);
  }

  /** Returns a dense kernel with TensorFlow's "same" border. */
  public static Window same(int kernelH, int kernelW, int stride) {
    return new Window(kernelH, kernelW, stride, stride, 1, 1, new Padding.Same());
  }

  /** Returns the same kernel with another border. */
  public Window with(Padding border) {
    return new Window(kernelH, kernelW, strideH, strideW, dilationH, dilationW, border);
  }

  /**
   * Returns the border and output size for an input of {@code h × w}.
   *
   * @throws IllegalArgumentException if the kernel is larger than the padded input
   */
  public Placement on(int h, int w) {
    int[] rows = borders(h, kernelH, strideH, dilationH, true);
    int[] columns = borders(w, kernelW, strideW, dilationW, false);
    int spanH = h + rows[0] + rows[1] - reach(kernelH, dilationH);
    int spanW = w + columns[0] + columns[1] - reach(kernelW, dilationW);
    if (spanH < 0 || spanW < 0) {
      throw new IllegalArgumentException(
          "a %d×%d kernel does not fit into %d×%d"
              .formatted(reach(kernelH, dilationH), reach(kernelW, dilationW), h, w));
    }
    return new Placement(
        rows[0], columns[0], rows[1], columns[1], spanH / strideH + 1, spanW / strideW + 1);
  }

  /** Returns the positions added before and after along one axis. */
  private int[] borders(int size, int kernel, int stride, int dilation, boolean vertical) {
    if (padding instanceof Padding.Explicit fixed) {
      return vertical
          ? new int[] {fixed.top(), fixed.bottom()}
          : new int[] {fixed.left(), fixed.right()};
    } else if (padding instanceof Padding.Ceil fixed) {
      int before = vertical ? fixed.top() : fixed.left();
      int after = vertical ? fixed.bottom() : fixed.right();
      return new int[] {before, after + extra(size, before, after, kernel, stride, dilation)};
    }
    int all = Math.max((ceil(size, stride) - 1) * stride + reach(kernel, dilation) - size, 0);
    int less = all / 2;
    return padding instanceof Padding.Same
        ? new int[] {less, all - less}
        : new int[] {all - less, less};
  }

  /** Returns how far the last window exceeds the fixed border in ceil mode. */
  private static int extra(int size, int before, int after, int kernel, int stride, int dilation) {
    int span = size + before + after - reach(kernel, dilation);
    if (span < 0) {
      return 0; // the caller reports it
    }
    int last = ceil(span, stride) * stride; // start of the last window, from the border
    if (last >= size + before) {
      last -= stride;
    }
    return Math.max(last - span, 0);
  }

  private static int reach(int kernel, int dilation) {
    return (kernel - 1) * dilation + 1;
  }

  private static int ceil(int size, int stride) {
    return (size + stride - 1) / stride;
  }
}
