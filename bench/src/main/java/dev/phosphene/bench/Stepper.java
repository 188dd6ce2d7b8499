package dev.phosphene.bench;

import dev.phosphene.tensor.Tensor;

/**
 * One gradient ascent in the making: takes the image, gives the objective (the mean of one channel
 * of one layer) and its gradient. Every contender keeps its image in the layout that suits it best,
 * so that nobody is handicapped by another's interface.
 */
public interface Stepper extends AutoCloseable {

  /** Sets the image, {@code [n, c, h, w]}; the contender's own layout follows. Not timed. */
  void show(Tensor picture);

  /** Feeds the image, runs forward and backward once, fetches objective and gradient. */
  double step();

  /** The gradient of the last {@link #step}, {@code [n, c, h, w]}. Not timed. */
  float[] gradient();

  @Override
  void close();
}
