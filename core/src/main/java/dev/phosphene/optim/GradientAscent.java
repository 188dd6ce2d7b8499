package dev.phosphene.optim;

/** Plain ascent: {@code p ← p + rate · g}. */
public final class GradientAscent implements Optimiser {
  private final Schedule schedule;
  private int steps;

  private GradientAscent(Schedule schedule) {
    this.schedule = schedule;
  }

  /** Plain ascent at a constant rate, in the parameters' units per unit of the gradient. */
  public static GradientAscent of(double rate) {
    return of(Schedule.constant(rate));
  }

  /** Plain ascent at rates in the parameters' units per unit of the gradient. */
  public static GradientAscent of(Schedule schedule) {
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
