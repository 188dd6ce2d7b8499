package dev.phosphene.image;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;

/**
 * Maps unbounded planes {@code [n, c, h, w]} to an image in [0, 1]: optionally the ImageNet color
 * correlation, then a sigmoid or a clip. Three planes are RGB; a fourth is alpha, always through a
 * sigmoid and never mixed; one plane is gray, without correlation, and a second one is alpha. Works
 * in place if both tensors are the same.
 *
 * <p>Source: tensorflow/lucid lucid/optvis/param/color.py and unit_balls.py; alpha: images.py.
 */
public final class ToRgb {
  /** A matrix square root of the color covariance of ImageNet; columns are color axes. */
  private static final double[][] CORRELATION = {
    {0.26, 0.09, 0.02}, {0.27, 0.00, -0.05}, {0.27, -0.09, 0.03}
  };

  /** The mean color of ImageNet. */
  private static final float[] MEAN = {0.48f, 0.46f, 0.41f};

  private static final float[] NO_MEAN = {0, 0, 0};

  /** When a sigmoid is inverted, values nearer to 0 or 1 than this are moved to it. */
  private static final float EDGE = 1e-3f;

  /**
   * Root mean square of the planes of photographs: the median of 334 photographs, each third of
   * 1,000 ImageNet samples (one per class), cropped to a square and scaled to 128×128. Along the
   * axes of natural color, then red, green and blue; black and white as in {@link #EDGE}.
   */
  private static final double[] NATURAL_AXES = {2.5, 2.2, 2.2};

  private static final double[] NATURAL_RGB = {1.5, 1.4, 1.7};

  private static final ColorMatrix IDENTITY =
      ColorMatrix.of(new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}});

  private static final ColorMatrix CORRELATED = ColorMatrix.of(normalized());
  private static final ToRgb PLAIN = new ToRgb(IDENTITY, false, NO_MEAN, 0);
  private static final ToRgb DECORRELATED = new ToRgb(CORRELATED, false, NO_MEAN, 0);
  private static final ToRgb CLIPPED = new ToRgb(IDENTITY, true, NO_MEAN, 0);
  private static final ToRgb DECORRELATED_CLIPPED = new ToRgb(CORRELATED, true, MEAN, 0);

  private final ColorMatrix mixing;
  private final boolean clipped;
  private final float[] mean;
  private final double contrast;

  private ToRgb(ColorMatrix mixing, boolean clipped, float[] mean, double contrast) {
    this.mixing = mixing;
    this.clipped = clipped;
    this.mean = mean;
    this.contrast = contrast;
  }

  /**
   * Returns the map of planes along the main axes of natural color: brightness, blue–yellow,
   * green–magenta.
   */
  public static ToRgb decorrelated() {
    return DECORRELATED;
  }

  /** Returns the map of planes that are red, green and blue before the sigmoid. */
  public static ToRgb plain() {
    return PLAIN;
  }

  /** Returns the map of planes that are red, green and blue, clipped to [0, 1]: zero is black. */
  public static ToRgb clipped() {
    return CLIPPED;
  }

  /**
   * Returns the map of planes along the main axes of natural color around the mean color of
   * ImageNet, (.48, .46, .41), clipped to [0, 1]. A gray plane is around the mean of these.
   */
  public static ToRgb decorrelatedClipped() {
    return DECORRELATED_CLIPPED;
  }

  /**
   * Returns the same map for planes of bounded {@link Contrast}, if a sigmoid follows; clipped
   * planes have no bound.
   *
   * @param most bound relative to a photograph's contrast: 1 allows as much, 2 twice; 0 sets none
   */
  public ToRgb within(double most) {
    return new ToRgb(mixing, clipped, mean, most);
  }

  /**
   * Returns the largest root mean square of plane c among {@code planes}; infinite if unbounded.
   */
  double bound(int c, int planes) {
    if (contrast == 0 || clipped) {
      return Double.POSITIVE_INFINITY;
    }
    double[] natural = planes >= 3 && !mixing.equals(IDENTITY) ? NATURAL_AXES : NATURAL_RGB;
    return contrast * natural[c];
  }

  /** Returns, for row r and column c, the weight of plane c in color r (red, green, blue). */
  public float weight(int r, int c) {
    return (float) mixing.matrix()[r][c];
  }

  /** Computes {@code picture = sigmoid(planes · Mᵀ)}, or clip(planes · Mᵀ + mean). */
  public void apply(Tensor planes, Tensor picture) {
    apply(planes, picture, 0, planes.shape().h() * planes.shape().w());
  }

  /** Computes the pixels [from, to) of each plane. */
  void apply(Tensor planes, Tensor picture, int from, int to) {
    Shape shape = planes.shape();
    float[] x = planes.data();
    float[] y = picture.data();
    int area = shape.h() * shape.w();
    for (int n = 0; n < shape.n(); n++) {
      int at = planes.offset(n, 0) + from;
      if (mixes(shape)) {
        mixing.apply(x, y, at, area, to - from);
      }
      for (int c = 0; c < shape.c(); c++) {
        int plane = at + c * area;
        if (x != y && !(mixes(shape) && c < colors(shape))) {
          System.arraycopy(x, plane, y, plane, to - from);
        }
        if (clipped && c < colors(shape)) {
          shiftAndClip(y, plane, to - from, mean(shape, c));
        } else {
          VectorFunctions.sigmoid(y, plane, plane + to - from);
        }
      }
    }
  }

  /**
   * Computes the gradient of the planes, given the image that {@link #apply} made and its gradient.
   * For a clipped value, the part that would push it further out is dropped.
   *
   * @param gradient receives the result; may be {@code cotangent} itself
   */
  public void vjp(Tensor picture, Tensor cotangent, Tensor gradient) {
    vjp(picture, cotangent, gradient, 0, picture.shape().h() * picture.shape().w());
  }

  /** Computes the gradient of the pixels [from, to) of each plane. */
  void vjp(Tensor picture, Tensor cotangent, Tensor gradient, int from, int to) {
    Shape shape = picture.shape();
    float[] y = picture.data();
    float[] g = cotangent.data();
    float[] out = gradient.data();
    int area = shape.h() * shape.w();
    for (int n = 0; n < shape.n(); n++) {
      int at = picture.offset(n, 0) + from;
      for (int c = 0; c < shape.c(); c++) {
        int plane = at + c * area;
        if (clipped && c < colors(shape)) {
          holdAtEdge(y, g, out, plane, plane + to - from);
        } else {
          unsigmoid(y, g, out, plane, plane + to - from);
        }
      }
      if (mixes(shape)) {
        mixing.transposed(out, out, at, area, to - from);
      }
    }
  }

  /**
   * Computes the planes of an image in [0, 1]. Where a sigmoid follows, always in alpha, black and
   * white are moved inside by 0.001; otherwise this is exact.
   */
  public void inverse(Tensor picture, Tensor planes) {
    Shape shape = picture.shape();
    float[] x = picture.data();
    float[] out = planes.data();
    int area = shape.h() * shape.w();
    for (int i = 0; i < out.length; i++) {
      int c = i / area % shape.c();
      if (clipped && c < colors(shape)) {
        out[i] = x[i] - mean(shape, c);
      } else {
        double p = Math.min(1 - EDGE, Math.max(EDGE, x[i]));
        out[i] = (float) Math.log(p / (1 - p));
      }
    }
    for (int n = 0; n < shape.n() && mixes(shape); n++) {
      mixing.undo(out, out, planes.offset(n, 0), area, area);
    }
  }

  /** Returns the number of planes other than alpha. */
  private static int colors(Shape shape) {
    return shape.c() % 2 == 0 ? shape.c() - 1 : shape.c();
  }

  private boolean mixes(Shape shape) {
    return shape.c() >= 3 && !mixing.equals(IDENTITY);
  }

  private float mean(Shape shape, int c) {
    return shape.c() >= 3 ? mean[c] : (mean[0] + mean[1] + mean[2]) / 3;
  }

  private static void shiftAndClip(float[] x, int from, int count, float shift) {
    for (int i = from; i < from + count; i++) {
      x[i] = Math.min(1f, Math.max(0f, x[i] + shift));
    }
  }

  private static void holdAtEdge(float[] y, float[] g, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      boolean outward = (y[i] >= 1 && g[i] > 0) || (y[i] <= 0 && g[i] < 0);
      out[i] = outward ? 0 : g[i];
    }
  }

  private static void unsigmoid(float[] y, float[] g, float[] out, int from, int to) {
    for (int i = from; i < to; i++) {
      out[i] = g[i] * (y[i] * (1 - y[i]));
    }
  }

  private static double[][] normalized() {
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
}
