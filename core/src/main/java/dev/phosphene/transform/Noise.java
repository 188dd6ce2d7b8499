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
    return new Drawn(deviation, spread, random.nextLong(), picture.n());
  }

  @Override
  public String toString() {
    return "noise:"
        + TransformNumbers.text(deviation)
        + (spread == 0 ? "" : "/" + TransformNumbers.text(spread));
  }

  /** One drawn noise for so many examples; behind them it begins anew. */
  private record Drawn(double deviation, double spread, long seed, int examples) implements View {
    @Override
    public void apply(Tensor picture, Tensor input) {
      int all = input.data().length / input.shape().n() * examples;
      for (int from = 0; from < input.data().length; from += all) {
        add(picture.data(), from, Math.min(from + all, input.data().length), input.data());
      }
    }

    private void add(float[] x, int from, int to, float[] y) {
      RandomGenerator random = new SplittableRandom(seed);
      for (int i = from; i < to; i++) {
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
