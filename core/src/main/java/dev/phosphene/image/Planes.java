package dev.phosphene.image;

import dev.phosphene.tensor.Parallel;
import java.util.random.RandomGenerator;

/**
 * A linear map from parameters to unbounded color planes {@code [n, c, h, w]}; {@link
 * ColoredPlanes} turns it into a {@link Parameterization}.
 */
interface Planes {
  /** Returns the number of parameters. */
  int size();

  /** Lends threads to {@link #apply} and {@link #adjoint}, as {@link Parameterization#use} does. */
  default void use(Parallel threads) {}

  /** Writes all planes. */
  void apply(float[] parameters, float[] planes);

  /** Writes the gradient of all parameters: the adjoint of {@link #apply}. */
  void adjoint(float[] planes, float[] parameters);

  /** Returns parameters that give these planes. */
  float[] fit(float[] planes);

  /** Returns a random start: normal with standard deviation {@value #DEVIATION}, as in Lucid. */
  default float[] start(RandomGenerator random) {
    return normal(size(), DEVIATION, random);
  }

  float DEVIATION = 0.01f;

  /** Returns {@code count} normal values of mean zero. */
  static float[] normal(int count, double deviation, RandomGenerator random) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) (deviation * random.nextGaussian());
    }
    return values;
  }
}
