package dev.phosphene.bench;

import dev.phosphene.tensor.Tensor;

/**
 * One step of gradient ascent without the update: takes the image, returns the objective (the mean
 * of one channel of one layer) and its gradient. Every contender keeps its image in its own best
 * layout, so that none is handicapped by another's interface.
 */
public interface Stepper extends AutoCloseable {

  /** Sets the image, {@code [n, c, h, w]}, converting it to the contender's layout. Not timed. */
  void show(Tensor picture);

  /** Feeds the image, runs forward and backward once, fetches objective and gradient. */
  double step();

  /** Returns the gradient of the last {@link #step}, {@code [n, c, h, w]}. Not timed. */
  float[] gradient();

  @Override
  void close();
}
