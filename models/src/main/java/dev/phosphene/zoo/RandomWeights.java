package dev.phosphene.zoo;

import dev.phosphene.graph.Parameter;
import dev.phosphene.load.WeightSource;
import dev.phosphene.tensor.Shape;
import java.util.SplittableRandom;

/**
 * Untrained weights for any architecture, so that tests and benchmarks run without files. The same
 * seed, layer and role give the same values, whatever the order of requests.
 *
 * <p>Kernels are uniform with He's variance, {@code 2 / fan-in} (<a
 * href="https://arxiv.org/abs/1502.01852">arXiv:1502.01852</a>), so that activations neither grow
 * nor vanish with depth; biases and shifts lie in ±0.1, scales and variances in [0.75, 1.25].
 */
public final class RandomWeights implements WeightSource {
  private final long seed;

  private RandomWeights(long seed) {
    this.seed = seed;
  }

  /** Returns weights for that seed. */
  public static RandomWeights seeded(long seed) {
    return new RandomWeights(seed);
  }

  @Override
  public Parameter parameter(String layer, Role role, Shape shape) {
    return new Parameter(layer + "/" + role.keras(), shape, () -> values(layer, role, shape));
  }

  private float[] values(String layer, Role role, Shape shape) {
    SplittableRandom random = new SplittableRandom(seed ^ hash(layer + "/" + role.keras()));
    float center = role == Role.GAMMA || role == Role.VARIANCE ? 1 : 0;
    float reach =
        switch (role) {
          case KERNEL -> (float) Math.sqrt(6.0 * shape.n() / shape.size());
          case GAMMA, VARIANCE -> 0.25f;
          case BIAS, BETA, MEAN -> 0.1f;
        };
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      // 24 bits, by hand: other generators may differ between Java versions
      float unit = (random.nextLong() >>> 40) * 0x1.0p-23f - 1;
      values[i] = center + reach * unit;
    }
    return values;
  }

  /** Returns the 64-bit FNV-1a hash. */
  private static long hash(String text) {
    long hash = 0xcbf29ce484222325L;
    for (int i = 0; i < text.length(); i++) {
      hash = (hash ^ text.charAt(i)) * 0x100000001b3L;
    }
    return hash;
  }
}
