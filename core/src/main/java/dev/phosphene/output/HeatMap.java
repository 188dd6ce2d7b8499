package dev.phosphene.output;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Finite;
import dev.phosphene.tensor.Tensor;

/**
 * Colors values over an image: warm colors above zero, cold ones below, over the image in gray; the
 * largest magnitude is brightest.
 *
 * @param strideX pixels from one value to the next on the right
 * @param strideY pixels from one value to the next below
 * @param centerX x of the first value, in pixels from the left edge; 0.5 is the first pixel
 * @param centerY y of the first value, in pixels from the upper edge
 */
public record HeatMap(double strideX, double strideY, double centerX, double centerY) {
  /** Red, green, blue at a quarter, a half, three quarters and all of the largest value. */
  private static final float[][] WARM = {
    {.32f, .07f, .36f}, {.73f, .21f, .33f}, {.97f, .55f, .10f}, {1f, .96f, .62f}
  };

  private static final float[][] COLD = {
    {.06f, .14f, .38f}, {.10f, .36f, .68f}, {.28f, .66f, .88f}, {.82f, .97f, 1f}
  };

  private static final float DIM = .55f;

  /** Makes a map whose values are spread evenly over the image. */
  public static HeatMap even(int width, int height, int columns, int rows) {
    double x = (double) width / columns;
    double y = (double) height / rows;
    return new HeatMap(x, y, x / 2, y / 2);
  }

  /** Returns the map for the image enlarged by {@code factor}. */
  public HeatMap times(int factor) {
    return new HeatMap(strideX * factor, strideY * factor, centerX * factor, centerY * factor);
  }

  /**
   * Draws the map.
   *
   * @param picture {@code [1, 3, h, w]}, RGB in [0, 1]
   * @param values row by row, {@code columns} in each
   * @param largest the magnitude that is brightest; 0 for the largest of the values
   * @throws InputException if a value is not finite
   */
  public Bitmap draw(Tensor picture, float[] values, int columns, float largest) {
    int bad = Finite.firstNot(values);
    if (bad >= 0) {
      throw new InputException(
          ("a value of the map is %s, at position %d,%d; are the network's weights sound, and does"
                  + " it expect this input range?")
              .formatted(values[bad], bad % columns, bad / columns));
    }
    int width = picture.shape().w();
    int height = picture.shape().h();
    float top = largest;
    if (top == 0) {
      for (float value : values) {
        top = Math.max(top, Math.abs(value));
      }
    }
    int plane = width * height;
    float[] in = picture.data();
    Tensor out = Tensor.zeros(1, 3, height, width);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int at = y * width + x;
        float gray = DIM * (.299f * in[at] + .587f * in[plane + at] + .114f * in[2 * plane + at]);
        float share = top == 0 ? 0 : at(values, columns, x, y) / top;
        float strength = Math.min(1, Math.abs(share));
        float cover = .9f * (1 - (1 - strength) * (1 - strength));
        for (int c = 0; c < 3; c++) {
          float ink = color(share < 0 ? COLD : WARM, strength, c);
          out.data()[c * plane + at] = gray * (1 - cover) + ink * cover;
        }
      }
    }
    return Bitmap.of(out);
  }

  private static float color(float[][] stops, float strength, int channel) {
    float place = strength * stops.length - 1;
    int lower = Math.max(0, Math.min(stops.length - 2, (int) Math.floor(place)));
    float share = Math.max(0, Math.min(1, place - lower));
    return stops[lower][channel] * (1 - share) + stops[lower + 1][channel] * share;
  }

  /** Returns the value at a pixel, interpolated linearly. */
  private float at(float[] values, int columns, int x, int y) {
    int rows = values.length / columns;
    float column = clamp((x + .5 - centerX) / strideX, columns);
    float row = clamp((y + .5 - centerY) / strideY, rows);
    int left = (int) column;
    int upper = (int) row;
    int right = Math.min(left + 1, columns - 1);
    int lower = Math.min(upper + 1, rows - 1);
    float h = column - left;
    float v = row - upper;
    return (values[upper * columns + left] * (1 - h) + values[upper * columns + right] * h)
            * (1 - v)
        + (values[lower * columns + left] * (1 - h) + values[lower * columns + right] * h) * v;
  }

  private static float clamp(double place, int count) {
    return (float) Math.max(0, Math.min(count - 1.0, place));
  }
}
