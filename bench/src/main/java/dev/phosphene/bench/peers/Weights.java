package dev.phosphene.bench.peers;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.Arrays;

/** Our graph's parameters in the arrangement of a peer. */
final class Weights {
  private Weights() {}

  /** A convolution's kernel {@code [out, in / groups, kh, kw]} and its values. */
  record Kernel(Shape shape, float[] values) {

    /**
     * Expands dilation to zeros between the taps: the same convolution without dilation, which
     * TensorFlow's C++ gradient ignores.
     */
    Kernel dense(Window window) {
      int down = window.dilationH();
      int right = window.dilationW();
      if (down == 1 && right == 1) {
        return this;
      }
      int h = (shape.h() - 1) * down + 1;
      int w = (shape.w() - 1) * right + 1;
      float[] wide = new float[shape.n() * shape.c() * h * w];
      for (int plane = 0; plane < shape.n() * shape.c(); plane++) {
        for (int y = 0; y < shape.h(); y++) {
          for (int x = 0; x < shape.w(); x++) {
            wide[(plane * h + y * down) * w + x * right] =
                values[(plane * shape.h() + y) * shape.w() + x];
          }
        }
      }
      return new Kernel(Shape.of(shape.n(), shape.c(), h, w), wide);
    }

    /**
     * Returns output channels {@code from} to {@code to} in TensorFlow's order: {@code [h, w, in,
     * out]}.
     */
    float[] hwio(int from, int to) {
      int in = shape.c();
      int plane = shape.h() * shape.w();
      float[] result = new float[plane * in * (to - from)];
      for (int position = 0, at = 0; position < plane; position++) {
        for (int i = 0; i < in; i++) {
          for (int o = from; o < to; o++) {
            result[at++] = values[(o * in + i) * plane + position];
          }
        }
      }
      return result;
    }
  }

  /** Scale and shift per channel. */
  record PerChannel(float[] scale, float[] shift) {}

  static Kernel kernel(Op.Conv conv) {
    return new Kernel(conv.weight().shape(), conv.weight().values());
  }

  /** Returns fixed batch normalization as scale and shift. */
  static PerChannel perChannel(Op.BatchNorm norm) {
    float[] mean = norm.mean().values();
    float[] variance = norm.variance().values();
    float[] scale = norm.scale() == null ? filled(mean.length, 1) : norm.scale().values();
    float[] shift = norm.shift() == null ? filled(mean.length, 0) : norm.shift().values();
    for (int c = 0; c < mean.length; c++) {
      double factor = scale[c] / Math.sqrt((double) variance[c] + norm.epsilon());
      scale[c] = (float) factor;
      shift[c] = (float) (shift[c] - mean[c] * factor);
    }
    return new PerChannel(scale, shift);
  }

  static PerChannel perChannel(Op.Affine affine) {
    return new PerChannel(affine.scale().values(), affine.shift().values());
  }

  /**
   * Returns how many input positions each window of an average pooling covers, {@code [outH·outW]}.
   */
  static float[] counts(Window window, int h, int w) {
    Window.Placement placement = window.on(h, w);
    float[] counts = new float[placement.outH() * placement.outW()];
    for (int y = 0; y < placement.outH(); y++) {
      int rows = covered(y * window.strideH() - placement.top(), window.kernelH(), h);
      for (int x = 0; x < placement.outW(); x++) {
        int columns = covered(x * window.strideW() - placement.left(), window.kernelW(), w);
        counts[y * placement.outW() + x] = rows * columns;
      }
    }
    return counts;
  }

  private static int covered(int start, int kernel, int size) {
    return Math.min(start + kernel, size) - Math.max(start, 0);
  }

  private static float[] filled(int length, float value) {
    float[] array = new float[length];
    Arrays.fill(array, value);
    return array;
  }
}
