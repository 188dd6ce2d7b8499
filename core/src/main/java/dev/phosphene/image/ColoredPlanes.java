package dev.phosphene.image;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/** {@link Planes} of bounded {@link Contrast}, mapped by {@link ToRgb} to an image in [0, 1]. */
final class ColoredPlanes implements Parameterization {
  private final Shape picture;
  private final Planes planes;
  private final ToRgb color;
  private final Contrast contrast;

  /** The planes before the color map; the result itself if nobody needs them. */
  private final Tensor raw;

  private final Tensor painted;
  private final Tensor gradientOfPlanes;
  private Parallel parallel = Parallel.SERIAL;

  ColoredPlanes(Shape picture, Planes planes, ToRgb color) {
    this.picture = picture;
    this.planes = planes;
    this.color = color;
    this.contrast = Contrast.of(picture, color);
    painted = Tensor.zeros(picture);
    raw = this.contrast.bounded() ? Tensor.zeros(picture) : painted;
    gradientOfPlanes = Tensor.zeros(picture);
  }

  @Override
  public Shape picture() {
    return picture;
  }

  @Override
  public int size() {
    return planes.size();
  }

  @Override
  public void use(Parallel threads) {
    parallel = threads;
    planes.use(threads);
  }

  @Override
  public float[] start(RandomGenerator random) {
    contrast.release();
    return planes.start(random);
  }

  @Override
  public float[] startFrom(Tensor from) {
    Tensor whole = requireShape(picture, from);
    Tensor inverse = Tensor.zeros(picture);
    color.inverse(whole, inverse);
    contrast.hold(inverse.data());
    return planes.fit(inverse.data());
  }

  @Override
  public void apply(float[] parameters, Tensor out) {
    planes.apply(parameters, raw.data());
    contrast.apply(raw.data());
    eachPixel(
        (from, to) -> {
          color.apply(raw, painted, from, to);
          int area = picture.h() * picture.w();
          for (int plane = 0; plane < painted.data().length; plane += area) {
            System.arraycopy(painted.data(), plane + from, out.data(), plane + from, to - from);
          }
        });
  }

  @Override
  public void vjp(float[] parameters, Tensor cotangent, float[] gradient) {
    eachPixel((from, to) -> color.vjp(painted, cotangent, gradientOfPlanes, from, to));
    contrast.vjp(raw.data(), gradientOfPlanes.data());
    planes.adjoint(gradientOfPlanes.data(), gradient);
  }

  private void eachPixel(Parallel.Part part) {
    parallel.run(picture.h() * picture.w(), picture.size(), part);
  }

  /**
   * Checks that a start image has the right shape and finite values.
   *
   * @return the image, made opaque if only its alpha was missing
   */
  static Tensor requireShape(Shape picture, Tensor from) {
    Shape shape = from.shape();
    int alpha = picture.c() - 1;
    boolean opaque =
        picture.c() % 2 == 0
            && shape.equals(Shape.of(picture.n(), alpha, picture.h(), picture.w()));
    if (!opaque && !shape.equals(picture)) {
      throw new InputException("the start image is " + shape + ", not " + picture + "; resize it");
    }
    for (float value : from.data()) {
      if (!Float.isFinite(value)) {
        throw new InputException("the start image has a value of " + value);
      }
    }
    if (!opaque) {
      return from;
    }
    Tensor whole = Tensor.zeros(picture);
    whole.fill(1);
    for (int n = 0; n < picture.n(); n++) {
      int count = whole.offset(n, alpha) - whole.offset(n, 0);
      System.arraycopy(from.data(), from.offset(n, 0), whole.data(), whole.offset(n, 0), count);
    }
    return whole;
  }
}
