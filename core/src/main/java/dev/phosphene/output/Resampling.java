package dev.phosphene.output;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;

/**
 * Changes the size of pictures with Catmull and Rom's cubic, widened by the factor when shrinking
 * so that every pixel counts: R. Keys, "Cubic convolution interpolation for digital image
 * processing", 1981, with a = −1/2; the arithmetic of Pillow's {@code BICUBIC}.
 */
public final class Resampling {
  private static final float A = -.5f;
  private static final int LARGEST = 1 << 15;

  private Resampling() {}

  /**
   * A picture batch {@code [n, c, h, w]} in [0, 1] at another size. What the cubic overshoots is
   * cut to [0, 1].
   *
   * @throws InputException if the width or height is not 1…32768
   */
  public static Tensor resize(Tensor pictures, int width, int height) {
    if (width < 1 || height < 1 || width > LARGEST || height > LARGEST) {
      throw new InputException("a picture cannot be " + width + "×" + height + " pixels");
    }
    Shape shape = pictures.shape();
    if (shape.w() == width && shape.h() == height) {
      return pictures.copy();
    }
    int planes = shape.n() * shape.c();
    float[] narrow = new float[Shape.of(planes, shape.h(), width).size()];
    Kernel across = Kernel.of(shape.w(), width);
    for (int row = 0; row < planes * shape.h(); row++) {
      across.apply(pictures.data(), row * shape.w(), 1, narrow, row * width, 1);
    }
    Tensor resized = Tensor.zeros(shape.n(), shape.c(), height, width);
    Kernel down = Kernel.of(shape.h(), height);
    for (int plane = 0; plane < planes; plane++) {
      for (int x = 0; x < width; x++) {
        int from = plane * shape.h() * width + x;
        down.apply(narrow, from, width, resized.data(), plane * height * width + x, width);
      }
    }
    for (int i = 0; i < resized.data().length; i++) {
      resized.data()[i] = Math.max(0f, Math.min(1f, resized.data()[i]));
    }
    return resized;
  }

  /** For each output its first input and the weights, which sum to 1. */
  private record Kernel(int[] first, float[][] weights) {
    static Kernel of(int from, int to) {
      double scale = (double) from / to;
      double widening = Math.max(scale, 1);
      int[] first = new int[to];
      float[][] weights = new float[to][];
      for (int i = 0; i < to; i++) {
        double centre = (i + .5) * scale;
        int low = Math.max(0, (int) Math.floor(centre - 2 * widening + .5));
        int high = Math.min(from, (int) Math.floor(centre + 2 * widening + .5));
        double[] raw = new double[high - low];
        double sum = 0;
        for (int j = low; j < high; j++) {
          raw[j - low] = cubic(Math.abs((j + .5 - centre) / widening));
          sum += raw[j - low];
        }
        first[i] = low;
        weights[i] = new float[raw.length];
        for (int j = 0; j < raw.length; j++) {
          weights[i][j] = (float) (raw[j] / sum);
        }
      }
      return new Kernel(first, weights);
    }

    private static double cubic(double x) {
      if (x < 1) {
        return ((A + 2) * x - (A + 3)) * x * x + 1;
      }
      return x < 2 ? (((x - 5) * x + 8) * x - 4) * A : 0;
    }

    void apply(float[] in, int from, int inStep, float[] out, int to, int outStep) {
      for (int i = 0; i < first.length; i++) {
        float sum = 0;
        int at = from + first[i] * inStep;
        for (float weight : weights[i]) {
          sum += weight * in[at];
          at += inStep;
        }
        out[to + i * outStep] = sum;
      }
    }
  }
}
