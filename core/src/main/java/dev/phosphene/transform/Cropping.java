package dev.phosphene.transform;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/**
 * What {@link Crops} do. The input's examples are {@code [n · count]}, all crops of one picture
 * together, so an objective that is a mean over the batch is a mean over crops. Serves one thread.
 */
final class Cropping implements Transform {
  private final Crops crops;
  private final int count;
  private final int size;
  private final Bilinear bilinear = new Bilinear();

  Cropping(Crops crops, int size) {
    this.crops = crops;
    this.count = crops.count();
    this.size = size;
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
    double box = crops.first() + (crops.last() - crops.first()) * progress;
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
