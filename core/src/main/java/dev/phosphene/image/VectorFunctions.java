package dev.phosphene.image;

/**
 * Elementary functions of whole arrays in float32, using only sums, products, quotients and roots,
 * so that C2 vectorizes each loop.
 */
final class VectorFunctions {
  /** 1.5 · 2²³: adding and subtracting it rounds a float below 2²² to the nearest integer. */
  private static final float ROUND = 12_582_912f;

  /** π in three parts, of which the first two have so few bits that n times them is exact. */
  private static final float PI_HIGH = 3.140625f;

  private static final float PI_MIDDLE = 0.0009675026f;
  private static final float PI_LOW = 1.509958e-7f;

  private VectorFunctions() {}

  /**
   * Applies the logistic function to x[from…to), in place, as ½ + ½ tanh(x/2) with the rational
   * approximation of tanh that XLA uses (openxla/xla xla/service/llvm_ir/math_ops.cc,
   * EmitFastTanh): error below 5e-7.
   */
  static void sigmoid(float[] x, int from, int to) {
    for (int i = from; i < to; i++) {
      float t = Math.min(7.905311f, Math.max(-7.905311f, 0.5f * x[i]));
      float s = t * t;
      float p = s * -2.7607684e-16f + 2.000188e-13f;
      p = s * p - 8.604672e-11f;
      p = s * p + 5.1222973e-8f;
      p = s * p + 1.48572235e-5f;
      p = s * p + 0.00063726195f;
      p = t * (s * p + 0.0048935246f);
      float q = s * 1.1982584e-6f + 0.00011853471f;
      q = s * q + 0.0022684347f;
      q = s * q + 0.004893525f;
      x[i] = 0.5f + 0.5f * (p / q);
    }
  }

  /**
   * Computes {@code cos = r·cos(x)} and {@code sin = r·sin(x)}: x is reduced to ±π/2 by multiples
   * of π, then Taylor's series to the 11th and 12th power. Error below 3e-7·r up to |x| = 1,000;
   * beyond, it grows with |x| like the rounding error of x.
   *
   * @param radius r of value i is at {@code i + shift}
   */
  static void circle(
      float[] x, float[] radius, int shift, float[] cos, float[] sin, int from, int to) {
    for (int i = from; i < to; i++) {
      float n = (x[i] * 0.31830987f + ROUND) - ROUND;
      float odd = n - 2 * ((n * 0.5f + ROUND) - ROUND); // 0, or ±1
      float t = ((x[i] - n * PI_HIGH) - n * PI_MIDDLE) - n * PI_LOW;
      float r = radius[i + shift] * (1 - 2 * odd * odd);
      float s = t * t;
      float p = s * -2.5052108e-8f + 2.7557319e-6f;
      p = s * p - 0.0001984127f;
      p = s * p + 0.008333333f;
      p = s * p - 0.16666667f;
      sin[i] = r * (t + t * (s * p));
      float q = s * 2.0876758e-9f - 2.755732e-7f;
      q = s * q + 2.4801588e-5f;
      q = s * q - 0.0013888889f;
      q = s * q + 0.041666668f;
      q = s * q - 0.5f;
      cos[i] = r * (1 + s * q);
    }
  }

  /**
   * Computes {@code y = atan(x)} as 2·atan(x/(1 + √(1 + x²))), with the polynomial of Abramowitz
   * and Stegun, Handbook of Mathematical Functions, 4.4.49, for the inner one: error below 5e-7.
   */
  static void arcTangent(float[] x, float[] y) {
    for (int i = 0; i < y.length; i++) {
      float c = Math.min(1e9f, Math.max(-1e9f, x[i]));
      float t = c / (1 + (float) Math.sqrt(1 + c * c));
      float s = t * t;
      float p = s * 0.0028662258f - 0.016165737f;
      p = s * p + 0.042909615f;
      p = s * p - 0.07528964f;
      p = s * p + 0.10656264f;
      p = s * p - 0.142089f;
      p = s * p + 0.19993551f;
      p = s * p - 0.33333147f;
      y[i] = 2 * (t + t * (s * p));
    }
  }
}
