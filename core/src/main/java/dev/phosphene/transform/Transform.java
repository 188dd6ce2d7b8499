package dev.phosphene.transform;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/**
 * A random, differentiable map from the image to the network's input. It is drawn anew at each
 * step, from the run's random generator; the input always has the same shape.
 */
public interface Transform {

  /**
   * Lends threads to the views drawn from now on, valid as long as these are applied; without them,
   * all work runs on the calling thread.
   */
  default void use(Parallel threads) {}

  /** Returns the network input's shape for an image batch of {@code [n, c, h, w]}. */
  Shape input(Shape picture);

  /**
   * Draws a view for images of the given shape. It may be applied to a multiple of them, each of
   * which is seen alike: so an objective's images do not depend on the objectives beside it.
   */
  View draw(Shape picture, RandomGenerator random);

  /**
   * Draws a view for a point of the run, for transforms that change over time.
   *
   * @param progress completed share of the run, from 0 at the first step to 1 at its end
   */
  default View draw(Shape picture, RandomGenerator random, double progress) {
    return draw(picture, random);
  }

  /** One drawn, differentiable map from image to network input. */
  interface View {
    /** Writes the network's input, in [0, 1] up to interpolation and noise. */
    void apply(Tensor picture, Tensor input);

    /** Writes to {@code gradient} the image's gradient, given the input's. */
    void vjp(Tensor cotangent, Tensor gradient);

    /** Returns whether input and image are identical, so that neither call is necessary. */
    default boolean identity() {
      return false;
    }
  }
}
