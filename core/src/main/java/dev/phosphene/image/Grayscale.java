package dev.phosphene.image;

import dev.phosphene.graph.Luma;
import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * An image {@code [n, 3, h, w]} or, with alpha, {@code [n, 4, h, w]} whose red, green and blue are
 * one plane: for one-channel networks, which leave two thirds of a color image undetermined. A
 * start image contributes its {@link Luma}.
 *
 * <p>Source: tensorflow/lucid lucid/optvis/param/images.py, grayscale_image_rgb.
 */
public final class Grayscale implements Parameterization {
  private static final int COLORS = 3;

  private final Shape picture;
  private final Parameterization plane;

  /** The output of {@link #plane}: one plane, optionally with alpha. */
  private final Tensor painted;

  private final Tensor cotangent;

  private Grayscale(Shape picture, Parameterization plane) {
    this.picture = picture;
    this.plane = plane;
    painted = Tensor.zeros(plane.picture());
    cotangent = Tensor.zeros(plane.picture());
  }

  /**
   * Makes gray images.
   *
   * @param picture {@code [n, 3 or 4, h, w]}
   * @param plane makes the parameterization of {@code [n, 1 or 2, h, w]}
   */
  public static Grayscale of(Shape picture, Function<Shape, Parameterization> plane) {
    int channels = picture.c() - COLORS + 1;
    return new Grayscale(
        picture, plane.apply(Shape.of(picture.n(), channels, picture.h(), picture.w())));
  }

  @Override
  public Shape picture() {
    return picture;
  }

  @Override
  public int size() {
    return plane.size();
  }

  @Override
  public void use(Parallel threads) {
    plane.use(threads);
  }

  @Override
  public float[] start(RandomGenerator random) {
    return plane.start(random);
  }

  @Override
  public float[] startFrom(Tensor from) {
    Tensor whole = ColoredPlanes.requireShape(picture, from);
    Tensor gray = Luma.inAllPlanes(whole);
    Tensor start = Tensor.zeros(painted.shape());
    for (int n = 0; n < picture.n(); n++) {
      copy(gray, n, 0, start, 0);
      if (start.shape().c() > 1) {
        copy(whole, n, COLORS, start, 1);
      }
    }
    return plane.startFrom(start);
  }

  @Override
  public void apply(float[] parameters, Tensor out) {
    plane.apply(parameters, painted);
    for (int n = 0; n < picture.n(); n++) {
      for (int c = 0; c < picture.c(); c++) {
        copy(painted, n, c < COLORS ? 0 : 1, out, c);
      }
    }
  }

  @Override
  public void vjp(float[] parameters, Tensor pictureCotangent, float[] gradient) {
    float[] g = pictureCotangent.data();
    int area = picture.h() * picture.w();
    for (int n = 0; n < picture.n(); n++) {
      int to = cotangent.offset(n, 0);
      int red = pictureCotangent.offset(n, 0);
      for (int i = 0; i < area; i++) {
        cotangent.data()[to + i] = g[red + i] + g[red + area + i] + g[red + 2 * area + i];
      }
      if (picture.c() > COLORS) {
        copy(pictureCotangent, n, COLORS, cotangent, 1);
      }
    }
    plane.vjp(parameters, cotangent, gradient);
  }

  @Override
  public void project(float[] parameters) {
    plane.project(parameters);
  }

  private static void copy(Tensor from, int n, int c, Tensor to, int plane) {
    int area = to.shape().h() * to.shape().w();
    System.arraycopy(from.data(), from.offset(n, c), to.data(), to.offset(n, plane), area);
  }
}
