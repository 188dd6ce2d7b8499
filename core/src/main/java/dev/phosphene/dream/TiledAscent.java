package dev.phosphene.dream;

import dev.phosphene.ascent.CompiledObjective;
import dev.phosphene.ascent.Listener;
import dev.phosphene.ascent.NonFinite;
import dev.phosphene.optim.Optimizer;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/**
 * Gradient ascent on the pixels of one image of any size, cut into tiles and rolled anew at each
 * step. Memory: the image, its gradient and one tile; a step allocates nothing.
 *
 * <p>The objective's value is its mean over the tiles, including margins. All tiles have one size,
 * so an objective that is a mean over positions has the same scale in each, and the gradient of the
 * whole image is assembled without weights. It is normalized as a whole: normalized per tile, a
 * blue sky would change as much as a face, and the seams would show.
 */
final class TiledAscent {
  private final CompiledObjective compiled;
  private final Tiles tiles;
  private final Tensor picture;
  private final Tensor gradient;
  private final Tensor input;
  private final int reachDown;
  private final int reachAcross;
  private final double[] value = new double[1];
  private int taken;
  private boolean alive;

  /**
   * Prepares the first step.
   *
   * @param picture {@code [1, 3, h, w]}, RGB in [0, 1]; changed in place
   * @param roll largest roll in pixels each way along an axis with one tile; along others a tile
   */
  TiledAscent(CompiledObjective compiled, Tiles tiles, Tensor picture, int roll) {
    this.compiled = compiled;
    this.tiles = tiles;
    this.picture = picture;
    Shape tile = tiles.shape();
    this.gradient = Tensor.zeros(picture.shape());
    this.input = Tensor.zeros(tile);
    this.reachDown = tiles.cutDown() ? tile.h() : roll;
    this.reachAcross = tiles.cutAcross() ? tile.w() : roll;
  }

  /**
   * Draws a roll and computes the objective's value and gradient under it.
   *
   * @return false if the listener ended the run; then the value covers the tiles so far, and the
   *     gradient is invalid
   */
  boolean look(RandomGenerator random, Listener listener) {
    int down = random.nextInt(2 * reachDown + 1) - reachDown;
    int right = random.nextInt(2 * reachAcross + 1) - reachAcross;
    return sweep(down, right, true, listener);
  }

  /** Computes the objective's value without a roll and without a gradient. */
  boolean observe(Listener listener) {
    return sweep(0, 0, false, listener);
  }

  private boolean sweep(int down, int right, boolean back, Listener listener) {
    double sum = 0;
    double[] one = new double[1];
    for (int i = 0; i < tiles.count(); i++) {
      tiles.read(i, picture, down, right, input);
      compiled.forward(input, one);
      sum += one[0];
      value[0] = sum / (i + 1);
      NonFinite.check(sum, compiled, taken);
      if (back) {
        Tensor cotangent = compiled.backward(false);
        alive = alive || anyNonZero(cotangent.data());
        tiles.write(i, cotangent, down, right, gradient);
      }
      if (!listener.within((i + 1.0) / tiles.count())) {
        return false;
      }
    }
    return true;
  }

  /**
   * Steps along the last gradient; clips to [0, 1].
   *
   * @param gray whether red, green and blue are one value, with the sum of their gradients
   */
  void step(Optimizer rule, boolean gray) {
    if (gray) {
      float[] g = gradient.data();
      int area = g.length / 3;
      for (int i = 0; i < area; i++) {
        float sum = g[i] + g[area + i] + g[2 * area + i];
        g[i] = sum;
        g[area + i] = sum;
        g[2 * area + i] = sum;
      }
    }
    NonFinite.check("gradient", gradient.data(), taken);
    rule.step(picture.data(), gradient.data());
    NonFinite.check("picture", picture.data(), taken);
    taken++;
    float[] data = picture.data();
    for (int i = 0; i < data.length; i++) {
      data[i] = Math.max(0f, Math.min(1f, data[i]));
    }
  }

  /** Returns the objective's last value; shared. */
  double[] value() {
    return value;
  }

  /** Returns whether a gradient ever reached the image. */
  boolean alive() {
    return alive;
  }

  private static boolean anyNonZero(float[] values) {
    for (float each : values) {
      if (each != 0) {
        return true;
      }
    }
    return false;
  }
}
