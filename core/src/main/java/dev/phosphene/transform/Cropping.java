package dev.phosphene.transform;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Applies {@link Crops}. The input's examples are {@code [n · count]}, all crops of one image
 * together, so an objective that is a mean over the batch is a mean over crops. Serves one caller.
 */
final class Cropping implements Transform {
  private final Crops crops;
  private final int count;
  private final int size;
  private Parallel parallel = Parallel.SERIAL;

  Cropping(Crops crops, int size) {
    this.crops = crops;
    this.count = crops.count();
    this.size = size;
  }

  @Override
  public void use(Parallel threads) {
    parallel = threads;
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
    List<Affine> maps = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double x = 0.15 * random.nextGaussian();
      double y = 0.15 * random.nextGaussian();
      double side = Math.min(1, Math.max(0.05, box + 0.05 * random.nextGaussian()));
      double scaleX = side * picture.w() / size;
      double scaleY = side * picture.h() / size;
      maps.add(new Affine(scaleX, 0, x * picture.w(), 0, scaleY, y * picture.h()));
    }
    return new View() {
      @Override
      public void apply(Tensor from, Tensor input) {
        Bilinear.gather(maps, from, input, parallel);
      }

      @Override
      public void vjp(Tensor cotangent, Tensor gradient) {
        Bilinear.scatter(maps, cotangent, gradient, parallel);
      }
    };
  }
}
