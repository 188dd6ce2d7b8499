package dev.phosphene.optim;

/**
 * RMSProp: steps along the gradient over the root of its mean square; tf-keras-vis's optimizer,
 * with rate 1.
 *
 * <p>Source: Tieleman and Hinton, Lecture 6.5, Coursera 2012; decay 0.9 and epsilon 1e-7 as in
 * keras-team/keras keras/src/optimizers/rmsprop.py.
 */
public final class RmsProp implements Optimizer {
  private static final float DECAY = 0.9f;
  private static final float EPSILON = 1e-7f;

  private final LearningRate schedule;
  private float[] square = new float[0];
  private int steps;

  private RmsProp(LearningRate schedule) {
    this.schedule = schedule;
  }

  /** RMSProp at a constant rate in the parameters' units. */
  public static RmsProp of(double rate) {
    return of(LearningRate.constant(rate));
  }

  /** RMSProp at rates in the parameters' units. */
  public static RmsProp of(LearningRate schedule) {
    return new RmsProp(schedule);
  }

  @Override
  public void step(float[] parameters, float[] gradient) {
    if (steps == 0) {
      square = new float[parameters.length];
    }
    float rate = schedule.rate(steps++);
    float[] v = square;
    for (int i = 0; i < parameters.length; i++) {
      float g = gradient[i];
      v[i] = DECAY * v[i] + (1 - DECAY) * (g * g);
      parameters[i] += rate * g / (float) Math.sqrt(v[i] + EPSILON);
    }
  }
}
