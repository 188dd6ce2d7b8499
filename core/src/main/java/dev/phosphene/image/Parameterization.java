package dev.phosphene.image;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/**
 * A differentiable map from a flat array of parameters, which the optimizer changes, to an image
 * batch {@code [n, c, h, w]} in [0, 1]: gray or RGB, optionally followed by alpha. An instance is
 * made for one image shape and may keep buffers, so it serves one caller.
 *
 * <p>The examples' parameters are contiguous, each {@code size() / n} long, with two exceptions:
 * {@link SharedLowRes} shares some between examples, and a {@link LaplacianPyramid} stores its
 * levels one after the other, each by example.
 */
public interface Parameterization {

  /** Returns the shape of the image, {@code [n, c, h, w]} with c of 1 to 4, alpha last. */
  Shape picture();

  /** Returns the number of parameters. */
  int size();

  /**
   * Lends threads to {@link #apply} and {@link #vjp}, valid at each call; without them, all work
   * runs on the calling thread.
   */
  default void use(Parallel threads) {}

  /** Returns a random start. */
  float[] start(RandomGenerator random);

  /**
   * Returns the parameters whose image is nearest to {@code picture}; without alpha it counts as
   * opaque.
   *
   * @throws dev.phosphene.error.InputException if this parameterization cannot start from an image
   */
  float[] startFrom(Tensor picture);

  /** Writes the image of {@code parameters} to {@code picture}. */
  void apply(float[] parameters, Tensor picture);

  /**
   * Writes to {@code gradient} the gradient with respect to the parameters, given the image's. The
   * parameters must be those of the last {@link #apply}.
   */
  void vjp(float[] parameters, Tensor cotangent, float[] gradient);

  /** Clips parameters to the valid range; by default there is none. */
  default void project(float[] parameters) {}
}
