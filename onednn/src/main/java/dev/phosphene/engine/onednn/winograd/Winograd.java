package dev.phosphene.engine.onednn.winograd;

/**
 * The matrices of F(4×4, 3×3): 4×4 outputs of a 3×3 convolution from 6×6 inputs by 36 products
 * instead of 144, {@code Y = Aᵀ [(G g Gᵀ) ⊙ (Bᵀ d B)] A}. From A. Lavin and S. Gray, "Fast
 * Algorithms for Convolutional Neural Networks", 2015, section 4.3; the points are 0, 1, −1, 2, −2
 * and infinity.
 */
public final class Winograd {
  /** Outputs along each side of a tile. */
  public static final int OUT = 4;

  /** Inputs along each side of a tile, and products. */
  static final int IN = 6;

  /** Extent of the kernel. */
  public static final int KERNEL = 3;

  /**
   * Index of the product that gets the bias: the second column of Aᵀ, the point 1, is all ones, so
   * the output transform adds it to every output unchanged.
   */
  static final int BIASED = IN + 1;

  private static final float[][] INPUT = { // Bᵀ
    {4, 0, -5, 0, 1, 0},
    {0, -4, -4, 1, 1, 0},
    {0, 4, -4, -1, 1, 0},
    {0, -2, -1, 2, 1, 0},
    {0, 2, -1, -2, 1, 0},
    {0, 4, 0, -5, 0, 1},
  };

  private static final float[][] OUTPUT = { // Aᵀ
    {1, 1, 1, 1, 1, 0},
    {0, 1, -1, 2, -2, 0},
    {0, 1, 1, 4, 4, 0},
    {0, 1, -1, 8, -8, 1},
  };

  private static final double[][] WEIGHTS = { // G
    {1 / 4.0, 0, 0},
    {-1 / 6.0, -1 / 6.0, -1 / 6.0},
    {-1 / 6.0, 1 / 6.0, -1 / 6.0},
    {1 / 24.0, 1 / 12.0, 1 / 6.0},
    {1 / 24.0, -1 / 12.0, 1 / 6.0},
    {0, 0, 1},
  };

  private Winograd() {}

  /** Returns row {@code i} of Bᵀ: six numbers. */
  static float[] input(int i) {
    return INPUT[i].clone();
  }

  /** Returns row {@code i} of Aᵀ: six numbers. */
  static float[] output(int i) {
    return OUTPUT[i].clone();
  }

  /**
   * Computes element {@code product} of {@code G g Gᵀ} for each kernel g, in double, rounded once.
   *
   * @param weights {@code [k, c, 3, 3]}
   * @param product row · 6 + column
   * @param result {@code [k, c]}, overwritten
   */
  static void weights(float[] weights, int product, float[] result) {
    int size = KERNEL * KERNEL;
    double[] factors = new double[size];
    for (int i = 0; i < size; i++) {
      factors[i] = WEIGHTS[product / IN][i / KERNEL] * WEIGHTS[product % IN][i % KERNEL];
    }
    for (int at = 0; at < result.length; at++) {
      double sum = 0;
      for (int i = 0; i < size; i++) {
        sum += factors[i] * weights[at * size + i];
      }
      result[at] = (float) sum;
    }
  }

  /**
   * Returns the kernels of the backward pass, which is also a convolution: rotated by half a turn,
   * with inputs and outputs exchanged.
   *
   * @param weights {@code [k, c, 3, 3]}
   * @return {@code [c, k, 3, 3]}
   */
  static float[] turned(float[] weights, int k, int c) {
    int size = KERNEL * KERNEL;
    float[] turned = new float[weights.length];
    for (int o = 0; o < k; o++) {
      for (int i = 0; i < c; i++) {
        for (int at = 0; at < size; at++) {
          turned[(i * k + o) * size + size - 1 - at] = weights[(o * c + i) * size + at];
        }
      }
    }
    return turned;
  }
}
