package dev.phosphene.transform;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.SplittableRandom;
import java.util.random.RandomGenerator;

/**
 * Adds N(0, deviation) + U(−spread, spread) to every value; the gradient passes unchanged.
 *
 * <p>Source: deel-ai/xplique xplique/features_visualizations/maco.py, with .08 and .04.
 *
 * @param deviation standard deviation of the normal part
 * @param spread half of the uniform part's range
 */
public record Noise(double deviation, double spread) implements TransformStep, Transform {
  public Noise {
    TransformLimits.check("noise", deviation, 0, TransformLimits.DEVIATION);
    TransformLimits.check("noise", spread, 0, TransformLimits.DEVIATION);
  }

  @Override
  public Shape input(Shape picture) {
    return picture;
  }

  @Override
  public View draw(Shape picture, RandomGenerator random) {
    return new Drawn(deviation, spread, random.nextLong());
  }

  @Override
  public String toString() {
    return "noise:"
        + TransformNumbers.text(deviation)
        + (spread == 0 ? "" : "/" + TransformNumbers.text(spread));
  }

  private record Drawn(double deviation, double spread, long seed) implements View {
    @Override
    public void apply(Tensor picture, Tensor input) {
      RandomGenerator random = new SplittableRandom(seed);
      float[] x = picture.data();
      float[] y = input.data();
      for (int i = 0; i < y.length; i++) {
        double noise = deviation == 0 ? 0 : deviation * random.nextGaussian();
        double uniform = spread == 0 ? 0 : spread * (2 * random.nextDouble() - 1);
        y[i] = (float) (x[i] + noise + uniform);
      }
    }

    @Override
    public void vjp(Tensor cotangent, Tensor gradient) {
      System.arraycopy(cotangent.data(), 0, gradient.data(), 0, gradient.data().length);
    }
  }
}
