package dev.phosphene.image;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/**
 * The tutorial's pixels: one parameter t in [−1, 1] per value, image (t + 1)/2, clipped after each
 * step. The 8-bit form of a value is {@code (int) (255f * picture)}, truncated, which equals the
 * tutorial's {@code uint8(255·(t + 1)/2)} bit for bit.
 */
public final class Pixels implements Parameterization {
  private final Shape picture;

  private Pixels(Shape picture) {
    this.picture = picture;
  }

  /** Returns pixels of an image {@code [n, c, h, w]}. */
  public static Pixels of(Shape picture) {
    return new Pixels(picture);
  }

  @Override
  public Shape picture() {
    return picture;
  }

  @Override
  public int size() {
    return picture.size();
  }

  /** Returns noise: uniform random integers v from 0 to 254, as v/127.5 − 1. */
  @Override
  public float[] start(RandomGenerator random) {
    float[] parameters = new float[size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = random.nextInt(255) / 127.5f - 1f;
    }
    return parameters;
  }

  /**
   * Returns {@code v/127.5 − 1} for v = 255·x; a v within 1/1000 of an integer is rounded to it.
   */
  @Override
  public float[] startFrom(Tensor from) {
    float[] values = ColoredPlanes.requireShape(picture, from).data();
    float[] parameters = new float[size()];
    for (int i = 0; i < parameters.length; i++) {
      float v = 255f * values[i];
      if (!(v >= 0 && v <= 255.001f)) {
        throw new InputException("image values must be in [0, 1], not " + values[i]);
      }
      float whole = Math.round(v);
      parameters[i] = (Math.abs(v - whole) < 1e-3f ? whole : v) / 127.5f - 1f;
    }
    return parameters;
  }

  @Override
  public void apply(float[] parameters, Tensor out) {
    float[] x = out.data();
    for (int i = 0; i < x.length; i++) {
      x[i] = (parameters[i] + 1f) * 0.5f;
    }
  }

  @Override
  public void vjp(float[] parameters, Tensor cotangent, float[] gradient) {
    float[] g = cotangent.data();
    for (int i = 0; i < g.length; i++) {
      gradient[i] = 0.5f * g[i];
    }
  }

  @Override
  public void project(float[] parameters) {
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = Math.min(1f, Math.max(-1f, parameters[i]));
    }
  }
}
