package dev.phosphene.image;

import dev.phosphene.tensor.Shape;

/**
 * Unbounded pixels: planes N(0, .01), mapped to colors by {@link ToRgb}.
 *
 * <p>Source: tensorflow/lucid lucid/optvis/param/spatial.py, pixel_image.
 */
public final class FreePixels implements Planes {
  private final int size;

  private FreePixels(int size) {
    this.size = size;
  }

  /** Returns pixels of an image {@code [n, c, h, w]}. */
  public static Parameterization of(Shape picture, ToRgb color) {
    return new ColoredPlanes(picture, new FreePixels(picture.size()), color);
  }

  @Override
  public int size() {
    return size;
  }

  @Override
  public void apply(float[] parameters, float[] planes) {
    System.arraycopy(parameters, 0, planes, 0, size);
  }

  @Override
  public void adjoint(float[] planes, float[] parameters) {
    System.arraycopy(planes, 0, parameters, 0, size);
  }

  @Override
  public float[] fit(float[] planes) {
    return planes.clone();
  }
}
