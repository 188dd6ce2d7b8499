package dev.phosphene.doctor;

import dev.phosphene.tensor.Tensor;
import java.util.SplittableRandom;

/**
 * Synthetic stand-ins for photographs: dead-leaves images, of random discs of all sizes that
 * occlude each other. They share edges, scales and the falloff of the spectrum with photographs (A.
 * Lee, D. Mumford, J. Huang, "Occlusion models for natural images", 2001: discs whose radii fall as
 * r⁻³), and have the usual color correlation (tensorflow/lucid, lucid/optvis/param/color.py).
 */
public final class DeadLeaves {
  private static final double[][] COLOR = {{.26, .09, .02}, {.27, 0, -.05}, {.27, -.09, .03}};
  private static final double[] MEAN = {.48, .46, .41};

  private DeadLeaves() {}

  /** Draws an image {@code [1, 3, side, side]}, RGB in [0, 1]; the same for the same seed. */
  public static Tensor draw(int side, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    Tensor picture = Tensor.zeros(1, 3, side, side);
    float light = (float) (.8 + .4 * random.nextDouble());
    int leaves = 1200;
    for (int i = 0; i < leaves; i++) {
      // Radii between side / 64 and side / 2 with density r⁻³; the small ones come last.
      double least = side / 64.0;
      double u = random.nextDouble();
      double r = least / Math.sqrt(1 - u * (1 - 1 / 1024.0));
      double x = random.nextDouble() * side;
      double y = random.nextDouble() * side;
      double[] z = {gauss(random), gauss(random), gauss(random)};
      double slope = .3 * gauss(random) / r;
      double turn = random.nextDouble() * Math.PI;
      leaf(picture, x, y, i < 12 ? side / 2.0 : r, z, light, slope, turn);
    }
    return picture;
  }

  private static double gauss(SplittableRandom random) {
    return random.nextGaussian();
  }

  private static void leaf(
      Tensor on, double x, double y, double r, double[] z, float light, double slope, double turn) {
    int side = on.shape().h();
    double cos = Math.cos(turn) * slope * .2;
    double sin = Math.sin(turn) * slope * .2;
    for (int row = (int) Math.max(0, y - r); row < Math.min(side, y + r); row++) {
      for (int column = (int) Math.max(0, x - r); column < Math.min(side, x + r); column++) {
        double dx = column - x;
        double dy = row - y;
        if (dx * dx + dy * dy < r * r) {
          double shade = light * (1 + cos * dx + sin * dy);
          for (int c = 0; c < 3; c++) {
            double color = MEAN[c];
            for (int k = 0; k < 3; k++) {
              color += COLOR[c][k] * z[k] * .9;
            }
            on.data()[on.offset(0, c, row, column)] =
                (float) Math.max(0, Math.min(1, color * shade));
          }
        }
      }
    }
  }
}
