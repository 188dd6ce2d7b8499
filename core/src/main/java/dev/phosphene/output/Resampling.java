package dev.phosphene.output;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;

/**
 * Resizes images with the Catmull-Rom cubic, widened by the factor when shrinking so that every
 * pixel counts: R. Keys, "Cubic convolution interpolation for digital image processing", 1981, with
 * a = −1/2; the arithmetic of Pillow's {@code BICUBIC}.
 *
 * <p>Besides the result, which {@link #rows} delivers row by row, memory holds only as many rows as
 * the cubic spans: images of any size can be resampled without a copy.
 */
public final class Resampling {
  private static final int LARGEST = 1 << 15;

  private Resampling() {}

  /** Receives the rows of a resampled batch, top to bottom, plane after plane. */
  @FunctionalInterface
  public interface Rows {
    /**
     * Receives one row.
     *
     * @param plane {@code n · channels + c}
     * @param y from the top
     * @param values one per column; shared, copy to keep
     */
    void row(int plane, int y, float[] values);
  }

  /**
   * A part of an image, in pixels from its top left corner; edges may lie between pixels.
   *
   * @param x x of the left edge
   * @param y y of the upper edge
   */
  public record Box(double x, double y, double width, double height) {
    /** Returns all of an image of that shape. */
    public static Box whole(Shape shape) {
      return new Box(0, 0, shape.w(), shape.h());
    }

    /** Returns the center after cutting {@code cut} in [0, 1) off both sides' lengths, evenly. */
    public static Box center(Shape shape, double cut) {
      double width = shape.w() * (1 - cut);
      double height = shape.h() * (1 - cut);
      return new Box((shape.w() - width) / 2, (shape.h() - height) / 2, width, height);
    }
  }

  /**
   * Resizes an image batch {@code [n, c, h, w]} in [0, 1]. Overshoot of the cubic is clipped to [0,
   * 1].
   *
   * @throws InputException if the width or height is not 1…32768
   */
  public static Tensor resize(Tensor pictures, int width, int height) {
    return resize(pictures, Box.whole(pictures.shape()), width, height);
  }

  /** Resizes a part of each image of a batch, as {@link #resize(Tensor, int, int)} does. */
  public static Tensor resize(Tensor pictures, Box box, int width, int height) {
    Tensor resized = resample(pictures, box, width, height);
    float[] data = resized.data();
    for (int i = 0; i < data.length; i++) {
      data[i] = Math.max(0f, Math.min(1f, data[i]));
    }
    return resized;
  }

  /**
   * Resizes values of any range {@code [n, c, h, w]}, such as the difference of two images, without
   * clipping.
   *
   * @throws InputException if the width or height is not 1…32768
   */
  public static Tensor resample(Tensor values, int width, int height) {
    return resample(values, Box.whole(values.shape()), width, height);
  }

  private static Tensor resample(Tensor values, Box box, int width, int height) {
    requireSize(width, height);
    Tensor out = Tensor.zeros(values.shape().n(), values.shape().c(), height, width);
    rows(
        values,
        box,
        width,
        height,
        (plane, y, row) ->
            System.arraycopy(row, 0, out.data(), (plane * height + y) * width, width));
    return out;
  }

  /**
   * Resamples a part of {@code [n, c, h, w]} without keeping the result or clipping; at its own
   * size the whole is returned exactly.
   *
   * @throws InputException if the width or height is not 1…32768
   */
  public static void rows(Tensor values, Box box, int width, int height, Rows rows) {
    requireSize(width, height);
    Shape shape = values.shape();
    CubicKernel across = CubicKernel.of(shape.w(), box.x(), box.width(), width);
    CubicKernel down = CubicKernel.of(shape.h(), box.y(), box.height(), height);
    float[][] narrow = new float[down.longest()][width];
    float[] out = new float[width];
    for (int plane = 0; plane < shape.n() * shape.c(); plane++) {
      int ready = 0;
      for (int y = 0; y < height; y++) {
        float[] weights = down.weights()[y];
        int first = down.first()[y];
        for (ready = Math.max(ready, first); ready < first + weights.length; ready++) {
          int from = (plane * shape.h() + ready) * shape.w();
          across.apply(values.data(), from, narrow[ready % narrow.length]);
        }
        Arrays.fill(out, 0f);
        for (int j = 0; j < weights.length; j++) {
          add(weights[j], narrow[(first + j) % narrow.length], out);
        }
        rows.row(plane, y, out);
      }
    }
  }

  private static void add(float weight, float[] row, float[] out) {
    for (int x = 0; x < out.length; x++) {
      out[x] += weight * row[x];
    }
  }

  private static void requireSize(int width, int height) {
    if (width < 1 || height < 1 || width > LARGEST || height > LARGEST) {
      throw new InputException("an image cannot be " + width + "×" + height + " pixels");
    }
  }
}
