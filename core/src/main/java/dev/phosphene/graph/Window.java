package dev.phosphene.graph;

/**
 * How a convolution or a pooling slides over its input, in positions; vertical before horizontal.
 *
 * @param kernelH height of the kernel
 * @param kernelW width of the kernel
 * @param strideH vertical stride
 * @param strideW horizontal stride
 * @param dilationH vertical distance of neighbouring taps, 1 for a dense kernel
 * @param dilationW horizontal distance of neighbouring taps, 1 for a dense kernel
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
     * TensorFlow's "same": {@code ceil(in / stride)} outputs, the odd position at the end. So it
     * depends on the input's size.
     */
    record Same() implements Padding {}
  }

  /** Where the window falls on an input of a known size. */
  public record Placement(int top, int left, int bottom, int right, int outH, int outW) {}

  public Window {
    if (Math.min(Math.min(kernelH, kernelW), Math.min(strideH, strideW)) < 1
        || Math.min(dilationH, dilationW) < 1) {
      throw new IllegalArgumentException("kernel, stride and dilation must be positive");
    }
  }

  /** A dense square kernel without a border ("valid"). */
  public static Window valid(int kernel, int stride) {
    return padded(kernel, stride, 0);
  }

  /** A dense square kernel with the same border on every side. */
  public static Window padded(int kernel, int stride, int border) {
    Padding padding = new Padding.Explicit(border, border, border, border);
    return new Window(kernel, kernel, stride, stride, 1, 1, padding);
  }

  /** A dense square kernel with TensorFlow's "same" border. */
  public static Window same(int kernel, int stride) {
    return same(kernel, kernel, stride);
  }

  /** A dense kernel with TensorFlow's "same" border. */
  public static Window same(int kernelH, int kernelW, int stride) {
    return new Window(kernelH, kernelW, stride, stride, 1, 1, new Padding.Same());
  }

  /**
   * Border and output size for an input of {@code h × w}.
   *
   * @throws IllegalArgumentException if the kernel is larger than the padded input
   */
  public Placement on(int h, int w) {
    int reachH = (kernelH - 1) * dilationH + 1;
    int reachW = (kernelW - 1) * dilationW + 1;
    int top;
    int left;
    int bottom;
    int right;
    if (padding instanceof Padding.Explicit border) {
      top = border.top();
      left = border.left();
      bottom = border.bottom();
      right = border.right();
    } else {
      int vertical = Math.max((ceil(h, strideH) - 1) * strideH + reachH - h, 0);
      int horizontal = Math.max((ceil(w, strideW) - 1) * strideW + reachW - w, 0);
      top = vertical / 2;
      left = horizontal / 2;
      bottom = vertical - top;
      right = horizontal - left;
    }
    int spanH = h + top + bottom - reachH;
    int spanW = w + left + right - reachW;
    if (spanH < 0 || spanW < 0) {
      throw new IllegalArgumentException(
          "a " + reachH + "×" + reachW + " kernel does not fit into " + h + "×" + w);
    }
    return new Placement(top, left, bottom, right, spanH / strideH + 1, spanW / strideW + 1);
  }

  private static int ceil(int size, int stride) {
    return (size + stride - 1) / stride;
  }
}
