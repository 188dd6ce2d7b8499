package dev.phosphene.image;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;

/**
 * From unbounded colour planes {@code [n, 3, h, w]} to RGB in (0, 1): optionally the ImageNet
 * colour correlation, then a sigmoid. One-channel planes are grey: the sigmoid only. Works in place
 * if both tensors are the same.
 *
 * <p>Source: tensorflow/lucid lucid/optvis/param/color.py.
 */
public final class Colour {
  /** A matrix square root of the colour covariance of ImageNet; columns are colour axes. */
  private static final double[][] CORRELATION = {
    {0.26, 0.09, 0.02}, {0.27, 0.00, -0.05}, {0.27, -0.09, 0.03}
  };

  /** Pixels nearer to black or white than this are taken as this, where a picture is inverted. */
  private static final float EDGE = 1e-3f;

  private static final Colour DECORRELATED = new Colour(normalised());
  private static final Colour PLAIN = new Colour(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});

  private final double[][] matrix;
  private final double[][] inverse;

  private Colour(double[][] matrix) {
    this.matrix = matrix;
    this.inverse = invert(matrix);
  }

  /** Planes along the main axes of natural colour: brightness, blue–yellow, green–magenta. */
  public static Colour decorrelated() {
    return DECORRELATED;
  }

  /** Planes are red, green and blue before the sigmoid. */
  public static Colour plain() {
    return PLAIN;
  }

  /** Row r, column c: how much of plane c goes into colour r (red, green, blue). */
  public float weight(int r, int c) {
    return (float) matrix[r][c];
  }

  /** {@code picture = sigmoid(planes · Mᵀ)}, RGB in (0, 1). */
  public void apply(Tensor planes, Tensor picture) {
    mix(matrix, false, planes, picture);
    sigmoid(picture.data());
  }

  /**
   * The gradient of the planes, given the picture that {@link #apply} made and its gradient.
   *
   * @param gradient receives the result; may be {@code cotangent} itself
   */
  public void vjp(Tensor picture, Tensor cotangent, Tensor gradient) {
    float[] y = picture.data();
    float[] g = cotangent.data();
    float[] out = gradient.data();
    for (int i = 0; i < out.length; i++) {
      out[i] = g[i] * (y[i] * (1 - y[i]));
    }
    mix(matrix, true, gradient, gradient);
  }

  /** The planes of a picture, RGB in [0, 1]; black and white are moved inside by 0.001. */
  public void inverse(Tensor picture, Tensor planes) {
    float[] x = picture.data();
    float[] out = planes.data();
    for (int i = 0; i < out.length; i++) {
      double p = Math.min(1 - EDGE, Math.max(EDGE, x[i]));
      out[i] = (float) Math.log(p / (1 - p));
    }
    mix(inverse, false, planes, planes);
  }

  private void mix(double[][] m, boolean transposed, Tensor from, Tensor to) {
    Shape shape = from.shape();
    if (shape.c() != 3 || this == PLAIN) {
      if (from.data() != to.data()) {
        System.arraycopy(from.data(), 0, to.data(), 0, to.data().length);
      }
      return;
    }
    for (int n = 0; n < shape.n(); n++) {
      int o = from.offset(n, 0);
      mix(from.data(), to.data(), o, shape.h() * shape.w(), transposed ? transpose(m) : m);
    }
  }

  private static void mix(float[] x, float[] y, int o, int size, double[][] m) {
    float a = (float) m[0][0];
    float b = (float) m[0][1];
    float c = (float) m[0][2];
    float d = (float) m[1][0];
    float e = (float) m[1][1];
    float f = (float) m[1][2];
    float g = (float) m[2][0];
    float h = (float) m[2][1];
    float k = (float) m[2][2];
    int o1 = o + size;
    int o2 = o1 + size;
    for (int i = 0; i < size; i++) {
      float t0 = x[o + i];
      float t1 = x[o1 + i];
      float t2 = x[o2 + i];
      y[o + i] = a * t0 + b * t1 + c * t2;
      y[o1 + i] = d * t0 + e * t1 + f * t2;
      y[o2 + i] = g * t0 + h * t1 + k * t2;
    }
  }

  /**
   * The logistic function, in place, as ½ + ½ tanh(x/2) with the rational approximation of tanh
   * that XLA uses (openxla/xla xla/service/llvm_ir/math_ops.cc, EmitFastTanh): error below 5e-7,
   * and only sums, products and one quotient, so the loop runs on vectors.
   */
  static void sigmoid(float[] x) {
    for (int i = 0; i < x.length; i++) {
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

  private static double[][] normalised() {
    double largest = 0;
    for (int c = 0; c < 3; c++) {
      double square = 0;
      for (double[] row : CORRELATION) {
        square += row[c] * row[c];
      }
      largest = Math.max(largest, Math.sqrt(square));
    }
    double[][] matrix = new double[3][3];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        matrix[r][c] = CORRELATION[r][c] / largest;
      }
    }
    return matrix;
  }

  private static double[][] transpose(double[][] m) {
    double[][] t = new double[3][3];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        t[c][r] = m[r][c];
      }
    }
    return t;
  }

  /** By cofactors. */
  private static double[][] invert(double[][] m) {
    double[][] cofactors = new double[3][3];
    for (int r = 0; r < 3; r++) {
      for (int c = 0; c < 3; c++) {
        cofactors[c][r] =
            m[(r + 1) % 3][(c + 1) % 3] * m[(r + 2) % 3][(c + 2) % 3]
                - m[(r + 1) % 3][(c + 2) % 3] * m[(r + 2) % 3][(c + 1) % 3];
      }
    }
    double determinant = 0;
    for (int c = 0; c < 3; c++) {
      determinant += m[0][c] * cofactors[c][0];
    }
    for (double[] row : cofactors) {
      for (int c = 0; c < 3; c++) {
        row[c] /= determinant;
      }
    }
    return cofactors;
  }
}
