package dev.phosphene.transform;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/**
 * MACO's look at many square parts at once: from each picture {@code count} crops, centre ½ + N(0,
 * .15), side N(box, .05) within [.05, 1] of the picture's, box going from .5 to .05 over the run,
 * resampled onto {@code size × size}. The input's examples are {@code [n · count]}, all crops of
 * one picture together, so an objective that is a mean over the batch is a mean over crops.
 *
 * <p>Source: deel-ai/xplique xplique/features_visualizations/maco.py, with 32 crops. Follow it with
 * {@link Noise}(.08, .04).
 */
public final class Crops implements Transform {
  private final int count;
  private final int size;
  private final Bilinear bilinear = new Bilinear();

  private Crops(int count, int size) {
    this.count = count;
    this.size = size;
  }

  /** {@code count} crops a step onto network inputs of {@code size × size}. */
  public static Crops of(int count, int size) {
    return new Crops(count, size);
  }

  @Override
  public Shape input(Shape picture) {
    return Shape.of(picture.n() * count, picture.c(), size, size);
  }

  @Override
  public View draw(Shape picture, RandomGenerator random) {
    return draw(picture, random, 0);
  }

  @Override
  public View draw(Shape picture, RandomGenerator random, double progress) {
    double box = 0.5 + (0.05 - 0.5) * progress;
    Affine[] maps = new Affine[count];
    for (int i = 0; i < count; i++) {
      double x = 0.15 * random.nextGaussian();
      double y = 0.15 * random.nextGaussian();
      double side = Math.min(1, Math.max(0.05, box + 0.05 * random.nextGaussian()));
      double scaleX = side * picture.w() / size;
      double scaleY = side * picture.h() / size;
      maps[i] = new Affine(scaleX, 0, x * picture.w(), 0, scaleY, y * picture.h());
    }
    return new View() {
      @Override
      public void apply(Tensor from, Tensor input) {
        for (int i = 0; i < count; i++) {
          bilinear.gather(maps[i], from, 0, input, i, count, from.shape().n());
        }
      }

      @Override
      public void vjp(Tensor cotangent, Tensor gradient) {
        Bilinear.clear(gradient);
        for (int i = 0; i < count; i++) {
          bilinear.scatter(maps[i], cotangent, i, count, gradient, 0, gradient.shape().n());
        }
      }
    };
  }
}
