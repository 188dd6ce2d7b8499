package dev.phosphene.image;

/**
 * Elementary functions of whole arrays in float32, made of sums, products, quotients and roots
 * only, so that C2 turns each loop into vector code.
 */
final class Curves {
  /** 1.5 · 2²³: adding and subtracting it rounds a float below 2²² to the nearest integer. */
  private static final float ROUND = 12_582_912f;

  /** π in three parts, of which the first two have so few bits that n times them is exact. */
  private static final float PI_HIGH = 3.140625f;

  private static final float PI_MIDDLE = 9.67502593994140625e-4f;
  private static final float PI_LOW = 1.509957990978376e-7f;

  private Curves() {}

  /**
   * The logistic function of x[from…to), in place, as ½ + ½ tanh(x/2) with the rational
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
      p = s * p + 6.3726195e-4f;
      p = t * (s * p + 4.8935246e-3f);
      float q = s * 1.1982584e-6f + 1.1853471e-4f;
      q = s * q + 2.2684347e-3f;
      q = s * q + 4.893525e-3f;
      x[i] = 0.5f + 0.5f * (p / q);
    }
  }

  /**
   * {@code cos = r·cos(x)} and {@code sin = r·sin(x)}: x is brought to ±π/2 by multiples of π, then
   * Taylor's series to the 11th and 12th power. Error below 3e-7·r up to |x| = 1,000, and growing
   * with |x| as that of x itself beyond.
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
      p = s * p - 1.9841270e-4f;
      p = s * p + 8.3333333e-3f;
      p = s * p - 0.16666667f;
      sin[i] = r * (t + t * (s * p));
      float q = s * 2.0876757e-9f - 2.7557319e-7f;
      q = s * q + 2.4801587e-5f;
      q = s * q - 1.3888889e-3f;
      q = s * q + 4.1666667e-2f;
      q = s * q - 0.5f;
      cos[i] = r * (1 + s * q);
    }
  }

  /**
   * {@code y = atan(x)} as 2·atan(x/(1 + √(1 + x²))), with the polynomial of Abramowitz and Stegun,
   * Handbook of Mathematical Functions, 4.4.49, for the inner one: error below 5e-7.
   */
  static void arcTangent(float[] x, float[] y) {
    for (int i = 0; i < y.length; i++) {
      float c = Math.min(1e9f, Math.max(-1e9f, x[i]));
      float t = c / (1 + (float) Math.sqrt(1 + c * c));
      float s = t * t;
      float p = s * 0.0028662257f - 0.0161657367f;
      p = s * p + 0.0429096138f;
      p = s * p - 0.0752896400f;
      p = s * p + 0.1065626393f;
      p = s * p - 0.1420889944f;
      p = s * p + 0.1999355085f;
      p = s * p - 0.3333314528f;
      y[i] = 2 * (t + t * (s * p));
    }
  }
}
