package dev.phosphene.optim;

/**
 * Ascent along the gradient over its size: {@code p ← p + rate · (g / size(g))}, where each example
 * of a batch has a size of its own. An example whose gradient is all zero, or not finite, does not
 * move.
 */
public final class NormalizedAscent implements Optimizer {
  /** What the size of a gradient is. */
  public enum Measure {
    /** Population standard deviation, nothing added: the tutorial. */
    STD,
    /** Population standard deviation + 1e-8: TensorFlow's DeepDream tutorial. */
    STD_EPSILON,
    /** Mean of |g|: google/deepdream. */
    MEAN_ABS,
    /** √Σg²: the length of the vector. */
    L2
  }

  private final Measure measure;
  private final LearningRate schedule;
  private final int example;
  private int steps;

  private NormalizedAscent(Measure measure, LearningRate schedule, int example) {
    this.measure = measure;
    this.schedule = schedule;
    this.example = example;
  }

  /**
   * Normalized ascent at a constant rate.
   *
   * @param example number of parameters of one example; the arrays hold a multiple of it
   */
  public static NormalizedAscent of(Measure measure, double rate, int example) {
    return of(measure, LearningRate.constant(rate), example);
  }

  /**
   * Normalized ascent.
   *
   * @param example number of parameters of one example; the arrays hold a multiple of it
   */
  public static NormalizedAscent of(Measure measure, LearningRate schedule, int example) {
    return new NormalizedAscent(measure, schedule, example);
  }

  @Override
  public void step(float[] parameters, float[] gradient) {
    if (parameters.length % example != 0) {
      throw new IllegalArgumentException(
          parameters.length + " parameters are not whole examples of " + example);
    }
    float rate = schedule.rate(steps++);
    for (int from = 0; from < parameters.length; from += example) {
      float size = size(gradient, from, from + example);
      if (size > 0 && size < Float.POSITIVE_INFINITY) {
        ascend(parameters, gradient, from, from + example, rate, size);
      }
    }
  }

  private static void ascend(float[] p, float[] g, int from, int to, float rate, float size) {
    for (int i = from; i < to; i++) {
      p[i] += rate * (g[i] / size);
    }
  }

  /**
   * 0 if the gradient is all zero (or, for the deviations, all the same), NaN if it is not finite.
   */
  private float size(float[] g, int from, int to) {
    return switch (measure) {
      case STD -> (float) deviation(g, from, to);
      case STD_EPSILON -> {
        float deviation = (float) deviation(g, from, to);
        yield deviation > 0 ? deviation + 1e-8f : deviation;
      }
      case MEAN_ABS -> (float) (sum(g, from, to, 0, true) / (to - from));
      case L2 -> (float) Math.sqrt(sum(g, from, to, 0, false));
    };
  }

  private static double deviation(float[] g, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += g[i];
    }
    double mean = sum / (to - from);
    return Math.sqrt(sum(g, from, to, mean, false) / (to - from));
  }

  /** Σ|g − center| or Σ(g − center)², in four partial sums, always in the same order. */
  private static double sum(float[] g, int from, int to, double center, boolean absolute) {
    double[] partial = new double[4];
    for (int i = from; i < to; i++) {
      double d = g[i] - center;
      partial[(i - from) & 3] += absolute ? Math.abs(d) : d * d;
    }
    return (partial[0] + partial[1]) + (partial[2] + partial[3]);
  }
}
