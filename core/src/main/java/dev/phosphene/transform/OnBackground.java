package dev.phosphene.transform;

import dev.phosphene.error.InputException;
import dev.phosphene.image.Fourier;
import dev.phosphene.image.Parameterization;
import dev.phosphene.image.ToRgb;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Composites an image with alpha, {@code [n, 4, h, w]}, over a background: {@code [n, 3, h, w]} =
 * rgb·α + background·(1 − α). Each draw makes a new random background, the same for the whole
 * batch: Fourier coefficients of standard deviation 0.5, decorrelated colors, sigmoid. So the
 * objective cannot rely on transparent areas. A drawn view is valid until the next draw. Keeps
 * buffers; serves one thread.
 *
 * <p>Source: tensorflow/lucid lucid/optvis/transform.py, collapse_alpha_random;
 * lucid/optvis/param/random.py, image_sample. Lucid draws a background for each example.
 */
public final class OnBackground implements Transform, Transform.View {
  private static final double DEVIATION = 0.5;

  private Parameterization fourier = Fourier.of(Shape.of(1, 3, 1, 1), ToRgb.decorrelated());
  private float[] coefficients = new float[0];
  private Tensor background = Tensor.zeros(1, 3, 1, 1);

  /** The image of the last {@link #apply}, for the gradient of alpha. */
  private Tensor seen = Tensor.zeros(1, 4, 1, 1);

  private OnBackground() {}

  /** Returns a transform with random backgrounds. */
  public static OnBackground random() {
    return new OnBackground();
  }

  @Override
  public Shape input(Shape picture) {
    if (picture.c() != 4) {
      throw new InputException("only an image with alpha has a background, not " + picture);
    }
    return Shape.of(picture.n(), 3, picture.h(), picture.w());
  }

  @Override
  public View draw(Shape picture, RandomGenerator random) {
    Shape one = Shape.of(1, 3, picture.h(), picture.w());
    if (!background.shape().equals(one)) {
      fourier = Fourier.of(one, ToRgb.decorrelated());
      coefficients = new float[fourier.size()];
      background = Tensor.zeros(one);
    }
    for (int i = 0; i < coefficients.length; i++) {
      coefficients[i] = (float) (DEVIATION * random.nextGaussian());
    }
    fourier.apply(coefficients, background);
    return this;
  }

  @Override
  public void apply(Tensor picture, Tensor input) {
    seen = picture;
    int area = picture.shape().h() * picture.shape().w();
    for (int n = 0; n < picture.shape().n(); n++) {
      for (int c = 0; c < 3; c++) {
        int at = picture.offset(n, c);
        lay(picture.data(), at, picture.offset(n, 3), c * area, input.data(), input.offset(n, c));
      }
    }
  }

  @Override
  public void vjp(Tensor cotangent, Tensor gradient) {
    int area = gradient.shape().h() * gradient.shape().w();
    for (int n = 0; n < gradient.shape().n(); n++) {
      int alpha = gradient.offset(n, 3);
      Arrays.fill(gradient.data(), alpha, alpha + area, 0);
      for (int c = 0; c < 3; c++) {
        int at = gradient.offset(n, c);
        lift(cotangent.data(), cotangent.offset(n, c), at, alpha, c * area, gradient.data());
      }
    }
  }

  private void lay(float[] x, int at, int alpha, int behind, float[] y, int to) {
    float[] b = background.data();
    int area = background.shape().h() * background.shape().w();
    for (int i = 0; i < area; i++) {
      y[to + i] = b[behind + i] + x[alpha + i] * (x[at + i] - b[behind + i]);
    }
  }

  private void lift(float[] g, int from, int at, int alpha, int behind, float[] gradient) {
    float[] b = background.data();
    float[] x = seen.data();
    int area = background.shape().h() * background.shape().w();
    for (int i = 0; i < area; i++) {
      gradient[at + i] = g[from + i] * x[alpha + i];
      gradient[alpha + i] += g[from + i] * (x[at + i] - b[behind + i]);
    }
  }
}
