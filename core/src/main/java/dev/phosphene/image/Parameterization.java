package dev.phosphene.image;

import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/**
 * A differentiable map from a flat array of parameters, which the optimizer changes, to an image
 * batch {@code [n, c, h, w]} in [0, 1]: gray or RGB, with or without alpha behind it. An instance
 * is made for one image shape and may keep buffers, so it serves one caller.
 *
 * <p>The parameters of the examples lie one after the other, each {@code size() / n} long. Two do
 * otherwise: {@link SharedLowRes} shares some between examples, and in a {@link LaplacianPyramid}
 * this is so for each level, one level after the other.
 */
public interface Parameterization {

  /** Shape of the image, {@code [n, c, h, w]} with c of 1 to 4, alpha last. */
  Shape picture();

  /** The number of parameters. */
  int size();

  /**
   * Lends threads to {@link #apply} and {@link #vjp}, which must still be there at each call;
   * without, these run on the calling one.
   */
  default void use(Parallel threads) {}

  /** A fresh random start. */
  float[] start(RandomGenerator random);

  /**
   * The parameters whose image is nearest to {@code picture}; an image without alpha is opaque.
   *
   * @throws dev.phosphene.error.InputException if this parameterization cannot start from an image
   */
  float[] startFrom(Tensor picture);

  /** Writes the image of {@code parameters} into {@code picture}. */
  void apply(float[] parameters, Tensor picture);

  /**
   * Writes into {@code gradient} the gradient with respect to the parameters, given the image's.
   * The point is that of the last {@link #apply}.
   */
  void vjp(float[] parameters, Tensor cotangent, float[] gradient);

  /** Moves parameters that left the valid range back to its edge; by default there is none. */
  default void project(float[] parameters) {}
}
