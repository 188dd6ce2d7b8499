package dev.phosphene.train;

import java.util.SplittableRandom;

/**
 * Augments a stored image into a network input: a window of random size, aspect ratio and position,
 * resampled bilinearly to the required side; mirrored every other epoch; slight changes of
 * brightness, contrast and saturation; a little noise; a square cut out.
 */
final class Augmentation {
  /** Normalization of a channel x in [0,1]: x * scale + shift; order RGB. */
  static final float[] SCALE = {1 / .2470f, 1 / .2435f, 1 / .2616f};

  static final float[] SHIFT = {-.4914f / .2470f, -.4822f / .2435f, -.4465f / .2616f};

  private static final int SIDE = Cifar10.SIDE;
  private static final int NOISE = 1 << 16;
  private static final float COLOR = .1f;

  private final int side;
  private final int shift;
  private final int cutout;
  private final float maxNoise;
  private final float[] noise = new float[NOISE];
  private final float[] work;

  /** Positions of a window's pixels in the image along one axis. */
  private record Span(double start, double step) {
    double at(int i) {
      return start + (i + .5) * step - .5;
    }
  }

  /**
   * @param side width and height of the result
   * @param shift pixels by which the window may reach beyond the image's edges
   * @param cutout side of the gray square in an image of 32x32, 0 for none
   * @param maxNoise largest standard deviation of the noise in units of x in [0,1]
   */
  Augmentation(int side, int shift, int cutout, float maxNoise) {
    this.side = side;
    this.shift = shift;
    this.cutout = cutout * side / SIDE;
    this.maxNoise = maxNoise;
    this.work = new float[side * side * 3];
    java.util.Random random = new java.util.Random(1);
    for (int i = 0; i < NOISE; i++) {
      noise[i] = (float) random.nextGaussian();
    }
  }

  /** Writes image {@code index}, unchanged, as input [32,32,3] to {@code out[at...]}. */
  static void plain(byte[] pixels, int index, float[] out, int at) {
    int from = index * Cifar10.BYTES;
    for (int i = 0; i < Cifar10.BYTES; i++) {
      out[at + i] = (pixels[from + i] & 255) / 255f * SCALE[i % 3] + SHIFT[i % 3];
    }
  }

  /** Writes image {@code index}, augmented, as input [side,side,3] to {@code out[at...]}. */
  void apply(
      byte[] pixels, int index, boolean mirrored, SplittableRandom random, float[] out, int at) {
    Span across = span(window(random), random);
    Span down = span(window(random), random);
    resample(pixels, index * Cifar10.BYTES, mirrored, across, down);
    color(random);
    float sigma = maxNoise * (float) random.nextDouble();
    int n = random.nextInt(NOISE);
    int stride = 2 * random.nextInt(NOISE / 2) + 1;
    for (int i = 0; i < work.length; i++) {
      float x = work[i] + sigma * noise[n & (NOISE - 1)];
      out[at + i] = x * SCALE[i % 3] + SHIFT[i % 3];
      n += stride;
    }
    if (cutout > 0) {
      cut(random, out, at);
    }
  }

  /**
   * Returns the window's side: the full side at full resolution, else random from the result's up.
   */
  private double window(SplittableRandom random) {
    return side == SIDE ? SIDE : side + (SIDE - side) * random.nextDouble(.4, 1);
  }

  private Span span(double window, SplittableRandom random) {
    int slack = (int) (2 * shift + SIDE - window);
    return new Span(random.nextInt(slack + 1) - shift, window / side);
  }

  private void resample(byte[] p, int from, boolean mirrored, Span across, Span down) {
    for (int y = 0; y < side; y++) {
      double sy = down.at(y);
      int y1 = (int) Math.floor(sy);
      float fy = (float) (sy - y1);
      int rowA = from + inside(y1) * SIDE * 3;
      int rowB = from + inside(y1 + 1) * SIDE * 3;
      for (int x = 0; x < side; x++) {
        double sx = across.at(x);
        int x1 = (int) Math.floor(sx);
        float fx = (float) (sx - x1);
        int a = inside(x1) * 3;
        int b = inside(x1 + 1) * 3;
        int to = (y * side + (mirrored ? side - 1 - x : x)) * 3;
        for (int c = 0; c < 3; c++) {
          float top = (p[rowA + a + c] & 255) * (1 - fx) + (p[rowA + b + c] & 255) * fx;
          float bottom = (p[rowB + a + c] & 255) * (1 - fx) + (p[rowB + b + c] & 255) * fx;
          work[to + c] = (top * (1 - fy) + bottom * fy) / 255f;
        }
      }
    }
  }

  /** Reflects a coordinate at the image's edges. */
  static int inside(int i) {
    int r = i < 0 ? -i : i;
    return r < SIDE ? r : 2 * SIDE - 2 - r;
  }

  private void color(SplittableRandom random) {
    float gain = 1 + COLOR * (float) random.nextDouble(-1, 1);
    float offset = COLOR / 2 * (float) random.nextDouble(-1, 1);
    float saturation = 1 + 2 * COLOR * (float) random.nextDouble(-1, 1);
    for (int i = 0; i < work.length; i += 3) {
      float gray = .299f * work[i] + .587f * work[i + 1] + .114f * work[i + 2];
      float base = (gray - .5f) * gain + .5f + offset;
      for (int c = 0; c < 3; c++) {
        work[i + c] = base + (work[i + c] - gray) * saturation * gain;
      }
    }
  }

  private void cut(SplittableRandom random, float[] out, int at) {
    int x0 = random.nextInt(side - cutout + 1);
    int y0 = random.nextInt(side - cutout + 1);
    for (int y = y0; y < y0 + cutout; y++) {
      int row = at + (y * side + x0) * 3;
      java.util.Arrays.fill(out, row, row + cutout * 3, 0f);
    }
  }
}
