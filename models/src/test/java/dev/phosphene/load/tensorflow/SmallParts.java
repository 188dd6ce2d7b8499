package dev.phosphene.load.tensorflow;

import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.ScalarFunction;
import dev.phosphene.graph.Window;
import dev.phosphene.tensor.Shape;
import java.util.SplittableRandom;

/** Layers with random weights. */
public final class SmallParts {
  private SmallParts() {}

  /** A convolution with a bias, with "same" borders. */
  public static Op.Conv conv(SplittableRandom random, int out, int in, int kernel, int stride) {
    double bound = Math.sqrt(6.0 / (in * kernel * kernel));
    return new Op.Conv(
        values(random, bound, Shape.of(out, in, kernel, kernel)),
        values(random, 0.1, Shape.of(out)),
        Window.same(kernel, stride),
        1);
  }

  /** A convolution of each channel, without a bias. */
  public static Op.Conv depthwise(SplittableRandom random, int channels, int kernel, int stride) {
    Shape shape = Shape.of(channels, 1, kernel, kernel);
    return new Op.Conv(values(random, 0.8, shape), null, Window.same(kernel, stride), channels);
  }

  /** A normalization, with or without a factor. */
  public static Op.BatchNorm norm(SplittableRandom random, int channels, boolean scaled) {
    Shape each = Shape.of(channels);
    return new Op.BatchNorm(
        scaled ? positive(random, each) : null,
        values(random, 0.5, each),
        values(random, 0.5, each),
        positive(random, each),
        1e-3f);
  }

  /** {@code min(max(x, 0), 6)}. */
  public static Op relu6() {
    return new Op.Pointwise(ScalarFunction.CLIP, 0, 6);
  }

  private static Parameter positive(SplittableRandom random, Shape shape) {
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (0.5 + random.nextDouble());
    }
    return Parameter.of("p", shape, values);
  }

  private static Parameter values(SplittableRandom random, double bound, Shape shape) {
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (bound * (2 * random.nextDouble() - 1));
    }
    return Parameter.of("w", shape, values);
  }
}
