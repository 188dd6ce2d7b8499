package dev.phosphene.bench;

/**
 * One gradient ascent in the making: takes the picture, gives the objective (the mean of one
 * channel of one layer) and its gradient. Every contender has its picture in the layout that suits
 * it best, so that nobody is handicapped by another's interface.
 */
public interface Stepper extends AutoCloseable {

  /** Values of the picture in the contender's own layout; read by {@link #step}. */
  float[] picture();

  /** Runs forward and backward once; gives the objective. */
  double step();

  /** The objective's gradient after the last {@link #step}, laid out as {@link #picture} is. */
  float[] gradient();

  @Override
  void close();
}
