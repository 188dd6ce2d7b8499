package dev.phosphene.image;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;

/**
 * Low-resolution planes, interpolated linearly along height, width and the batch.
 *
 * <p>Source: tensorflow/lucid lucid/optvis/param/lowres.py, lowres_tensor.
 */
final class LowRes implements Planes {
  private final Shape low;
  private final Shape picture;
  private final Interpolation batch;
  private final Interpolation horizontal;
  private final Interpolation vertical;
  private final float[] afterBatch;
  private final float[] afterHorizontal;

  /**
   * Makes planes of {@code n × c × h × w} with the image's channels.
   *
   * @param n number of free examples; the others are interpolated
   */
  LowRes(Shape picture, int n, int h, int w) {
    this.picture = picture;
    int c = picture.c();
    low = Shape.of(n, c, h, w);
    batch = new Interpolation(1, n, picture.n(), c * h * w);
    horizontal = new Interpolation(picture.n() * c * h, w, picture.w(), 1);
    vertical = new Interpolation(picture.n() * c, h, picture.h(), picture.w());
    afterBatch = new float[picture.n() * c * h * w];
    afterHorizontal = new float[picture.n() * c * h * picture.w()];
  }

  @Override
  public int size() {
    return low.size();
  }

  @Override
  public void apply(float[] parameters, float[] planes) {
    batch.apply(parameters, afterBatch);
    horizontal.apply(afterBatch, afterHorizontal);
    vertical.apply(afterHorizontal, planes);
  }

  @Override
  public void adjoint(float[] planes, float[] parameters) {
    vertical.adjoint(planes, afterHorizontal);
    horizontal.adjoint(afterHorizontal, afterBatch);
    batch.adjoint(afterBatch, parameters);
  }

  @Override
  public float[] fit(float[] planes) {
    if (!low.equals(picture)) {
      throw new InputException("planes of " + low + " cannot start from an image of " + picture);
    }
    return planes.clone();
  }
}
