package dev.phosphene.transform;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/**
 * A random way of looking at an image. A new view is drawn at each step, from the run's random
 * generator; every view of one transform gives the network an input of the same shape.
 */
public interface Transform {

  /**
   * Lends threads to the views that are drawn from now on, which must still be there when a view is
   * applied; without, all runs on the calling one.
   */
  default void use(Parallel threads) {}

  /** The network input's shape for an image batch of {@code [n, c, h, w]}. */
  Shape input(Shape picture);

  /**
   * Draws a view for images of the given shape. It may be applied to a multiple of them, each of
   * which is seen alike: so an objective's images do not depend on the objectives beside it.
   */
  View draw(Shape picture, RandomGenerator random);

  /**
   * Draws a view for the given moment of the run, for transforms that change on the way.
   *
   * @param progress the part of the run that is done, from 0 at the first step to 1 at its end
   */
  default View draw(Shape picture, RandomGenerator random, double progress) {
    return draw(picture, random);
  }

  /** One drawn, differentiable map from image to network input. */
  interface View {
    /** Writes the network's input, in [0, 1] up to interpolation and noise. */
    void apply(Tensor picture, Tensor input);

    /** Writes into {@code gradient} the image's gradient, given the input's. */
    void vjp(Tensor cotangent, Tensor gradient);

    /** Whether input and image are the same, so that neither call need be made. */
    default boolean identity() {
      return false;
    }
  }
}
