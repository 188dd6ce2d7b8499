package dev.phosphene.output;

import dev.phosphene.tensor.Tensor;
import java.util.Arrays;

/**
 * An image of bytes, {@code [height, width, channels]}, sRGB in 0…255, with or without alpha, from
 * which all files of this package are made. The array is shared, never copied.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels 3 for RGB; 4 for RGBA, where alpha is not premultiplied
 * @param data rows from the top, pixels from the left, channels interleaved
 */
public record Bitmap(int width, int height, int channels, byte[] data) {
  /** Side of a checkerboard's squares in pixels. */
  private static final int SQUARE = 8;

  private static final int LIGHT = 0xf2f2f2;
  private static final int DARK = 0x99;

  public Bitmap {
    if (width < 1 || height < 1 || (channels != 3 && channels != 4)) {
      throw new IllegalArgumentException(
          "invalid bitmap size " + width + "×" + height + "×" + channels);
    }
    if (data.length != (long) width * height * channels) {
      throw new IllegalArgumentException(
          data.length + " bytes do not fill " + width + "×" + height + "×" + channels);
    }
  }

  /** Makes an image of one color, {@code 0xRRGGBB}. */
  public static Bitmap filled(int width, int height, int rgb) {
    byte[] data = new byte[Math.multiplyExact(Math.multiplyExact(width, height), 3)];
    for (int i = 0; i < data.length; i += 3) {
      data[i] = (byte) (rgb >> 16);
      data[i + 1] = (byte) (rgb >> 8);
      data[i + 2] = (byte) rgb;
    }
    return new Bitmap(width, height, 3, data);
  }

  /** Converts example 0 of a batch, rounded; see {@link #of(Tensor, int, Quantization)}. */
  public static Bitmap of(Tensor pictures) {
    return of(pictures, 0, Quantization.ROUND);
  }

  /**
   * Converts one example of a batch {@code [n, c, h, w]} in [0, 1]: c = 3 is RGB, 4 is RGB and
   * alpha, 1 is gray.
   *
   * @throws IllegalArgumentException if a value is NaN, or for another number of channels
   */
  public static Bitmap of(Tensor pictures, int example, Quantization quantization) {
    int planes = pictures.shape().c();
    int channels = planes == 1 ? 3 : planes;
    int width = pictures.shape().w();
    int height = pictures.shape().h();
    byte[] data = new byte[Math.multiplyExact(width * height, channels)];
    for (int c = 0; c < channels; c++) {
      int from = pictures.offset(example, Math.min(c, planes - 1));
      for (int i = 0; i < width * height; i++) {
        data[i * channels + c] = quantization.of(pictures.data()[from + i]);
      }
    }
    return new Bitmap(width, height, channels, data);
  }

  /** Returns the image as {@code [1, channels, h, w]} with the exact values {@code v / 255f}. */
  public Tensor toTensor() {
    Tensor tensor = Tensor.zeros(1, channels, height, width);
    for (int c = 0; c < channels; c++) {
      int to = tensor.offset(0, c);
      for (int i = 0; i < width * height; i++) {
        tensor.data()[to + i] = (data[i * channels + c] & 255) / 255f;
      }
    }
    return tensor;
  }

  /** Returns whether there are four channels. */
  public boolean hasAlpha() {
    return channels == 4;
  }

  /** Returns one sample, 0…255. */
  public int at(int x, int y, int channel) {
    return data[(y * width + x) * channels + channel] & 255;
  }

  /** Returns the image over one color, {@code 0xRRGGBB}; itself if it has no alpha. */
  public Bitmap over(int rgb) {
    return hasAlpha() ? over(filled(width, height, rgb)) : this;
  }

  /**
   * Returns the image over a checkerboard of two light grays, which shows transparent areas; itself
   * if it has no alpha. The grays, .95 and .6, are those of tensorflow/lucid
   * notebooks/differentiable-parameterizations/transparency.ipynb.
   */
  public Bitmap overCheckerboard() {
    if (!hasAlpha()) {
      return this;
    }
    Bitmap board = filled(width, height, LIGHT);
    for (int i = 0; i < width * height; i++) {
      if ((i % width / SQUARE + i / width / SQUARE) % 2 == 1) {
        Arrays.fill(board.data, 3 * i, 3 * i + 3, (byte) DARK);
      }
    }
    return over(board);
  }

  private Bitmap over(Bitmap flat) {
    for (int i = 0; i < width * height; i++) {
      int alpha = data[i * 4 + 3] & 255;
      for (int c = 0; c < 3; c++) {
        int above = data[i * 4 + c] & 255;
        int below = flat.data[i * 3 + c] & 255;
        flat.data[i * 3 + c] = (byte) ((above * alpha + below * (255 - alpha) + 127) / 255);
      }
    }
    return flat;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Bitmap that
        && width == that.width
        && height == that.height
        && channels == that.channels
        && Arrays.equals(data, that.data);
  }

  @Override
  public int hashCode() {
    return 31 * width + Arrays.hashCode(data);
  }

  @Override
  public String toString() {
    return "Bitmap " + width + "×" + height + (hasAlpha() ? " RGBA" : " RGB");
  }
}
