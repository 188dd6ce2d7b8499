package dev.phosphene.optim;

/** Plain ascent: {@code p ← p + rate · g}. */
public final class GradientAscent implements Optimizer {
  private final LearningRate schedule;
  private int steps;

  private GradientAscent(LearningRate schedule) {
    this.schedule = schedule;
  }

  /** Returns plain ascent at a constant rate, in the parameters' units per unit of the gradient. */
  public static GradientAscent of(double rate) {
    return of(LearningRate.constant(rate));
  }

  /** Returns plain ascent at rates in the parameters' units per unit of the gradient. */
  public static GradientAscent of(LearningRate schedule) {
    return new GradientAscent(schedule);
  }

  @Override
  public void step(float[] parameters, float[] gradient) {
    float rate = schedule.rate(steps++);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] += rate * gradient[i];
    }
  }
}
