package dev.phosphene.image;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;

/**
 * The effect of transparency on an objective f of an image {@code [n, 4, h, w]}, per example:
 * {@code f' = f·(1 − mean α) − 0.1·½Σ(α − Bα)²}. The first factor rewards transparent images; it
 * assumes an objective above zero. The second term smooths α: B is a blur of 3×3 pixels with
 * weights 1 at the center and ½ around it, over their sum, and counts as constant in the gradient.
 * Keeps a buffer; serves one thread.
 *
 * <p>Source: tensorflow/lucid lucid/recipes/feature_visualization.py; lucid/optvis/objectives.py,
 * blur_alpha_each_step. Lucid takes the mean over the batch, which is the same for one image.
 */
public final class Transparency {
  private static final float SMOOTHING = 0.1f;
  private static final float MIDDLE = 1;
  private static final float AROUND = 0.5f;
  private static final int ALPHA = 3;

  private final Shape picture;
  private final float[] blurred;

  private Transparency(Shape picture) {
    this.picture = picture;
    blurred = new float[picture.h() * picture.w()];
  }

  /**
   * Makes the transparency term of images {@code [n, 4, h, w]}.
   *
   * @throws IllegalArgumentException if they have no alpha
   */
  public static Transparency of(Shape picture) {
    if (picture.c() != ALPHA + 1) {
      throw new IllegalArgumentException("no alpha in " + picture);
    }
    return new Transparency(picture);
  }

  /** Returns the objective f' of one example, given f as the network saw it. */
  public double value(double objective, Tensor pictures, int example) {
    float[] alpha = pictures.data();
    int at = pictures.offset(example, ALPHA);
    blur(alpha, at);
    double squares = 0;
    for (int i = 0; i < blurred.length; i++) {
      double difference = alpha[at + i] - blurred[i];
      squares += difference * difference;
    }
    return objective * (1 - mean(alpha, at)) - SMOOTHING * 0.5 * squares;
  }

  /**
   * Turns the gradients of the examples' f into those of their f', in place.
   *
   * @param objectives f of each example
   * @param gradient of f, {@code [n, 4, h, w]}
   */
  public void vjp(double[] objectives, Tensor pictures, Tensor gradient) {
    float[] alpha = pictures.data();
    float[] g = gradient.data();
    for (int n = 0; n < picture.n(); n++) {
      int at = pictures.offset(n, ALPHA);
      float factor = (float) (1 - mean(alpha, at));
      for (int i = pictures.offset(n, 0); i < at + blurred.length; i++) {
        g[i] *= factor;
      }
      blur(alpha, at);
      float slope = (float) (objectives[n] / blurred.length);
      for (int i = 0; i < blurred.length; i++) {
        g[at + i] -= slope + SMOOTHING * (alpha[at + i] - blurred[i]);
      }
    }
  }

  private double mean(float[] alpha, int at) {
    double sum = 0;
    for (int i = 0; i < blurred.length; i++) {
      sum += alpha[at + i];
    }
    return sum / blurred.length;
  }

  /** Computes Bα of the plane starting at {@code at}; near an edge over the existing pixels. */
  private void blur(float[] alpha, int at) {
    int h = picture.h();
    int w = picture.w();
    for (int y = 0; y < h; y++) {
      int top = Math.max(0, y - 1);
      int bottom = Math.min(h - 1, y + 1);
      for (int x = 0; x < w; x++) {
        int left = Math.max(0, x - 1);
        int right = Math.min(w - 1, x + 1);
        float sum = 0;
        for (int v = top; v <= bottom; v++) {
          for (int u = left; u <= right; u++) {
            sum += alpha[at + v * w + u];
          }
        }
        float weights = AROUND * (bottom - top + 1) * (right - left + 1) + MIDDLE - AROUND;
        float middle = (MIDDLE - AROUND) * alpha[at + y * w + x];
        blurred[y * w + x] = (AROUND * sum + middle) / weights;
      }
    }
  }
}
