package dev.phosphene.graph;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;

/**
 * The brightness of a color, in [0, 1] for RGB in [0, 1]: {@code .299 R + .587 G + .114 B}.
 *
 * <p>Source: ITU-R Recommendation BT.601-7, 2.5.1; Pillow, OpenCV and ImageMagick convert to gray
 * with the same weights, so one-channel networks were usually trained on such images.
 */
public final class Luma {
  /** The weights of red, green and blue, with sum 1. */
  private static final double[] WEIGHTS = {.299, .587, .114};

  private Luma() {}

  /** Returns the luma of a color. */
  public static double of(double red, double green, double blue) {
    return WEIGHTS[0] * red + WEIGHTS[1] * green + WEIGHTS[2] * blue;
  }

  /** Returns the weights of red, green and blue, times {@code scale}: {@code [1, 3, 1, 1]}. */
  static float[] weights(float scale) {
    float[] weights = new float[WEIGHTS.length];
    for (int c = 0; c < weights.length; c++) {
      weights[c] = (float) (scale * WEIGHTS[c]);
    }
    return weights;
  }

  /**
   * Returns images {@code [n, 3 or more, h, w]} as {@code [n, 3, h, w]} with their luma in all
   * three planes. A color's luma is rounded to 8 bits, as in the gray image files that one-channel
   * networks are trained on; gray pixels are unchanged.
   */
  public static Tensor inAllPlanes(Tensor pictures) {
    Shape shape = pictures.shape();
    Tensor gray = Tensor.zeros(shape.n(), WEIGHTS.length, shape.h(), shape.w());
    float[] x = pictures.data();
    int area = shape.h() * shape.w();
    for (int n = 0; n < shape.n(); n++) {
      int red = pictures.offset(n, 0);
      int to = gray.offset(n, 0);
      for (int i = 0; i < area; i++, red++, to++) {
        float luma = eightBits(x[red], x[red + area], x[red + 2 * area]);
        gray.data()[to] = luma;
        gray.data()[to + area] = luma;
        gray.data()[to + 2 * area] = luma;
      }
    }
    return gray;
  }

  private static float eightBits(float red, float green, float blue) {
    return red == green && green == blue ? red : Math.round(255 * of(red, green, blue)) / 255f;
  }
}
