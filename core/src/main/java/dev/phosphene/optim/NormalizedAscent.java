package dev.phosphene.optim;

/**
 * Ascent along the normalized gradient: {@code p ← p + rate · (g / size(g))}, with a separate size
 * for each example of a batch. An example whose gradient is all zero, or not finite, stays
 * unchanged.
 */
public final class NormalizedAscent implements Optimizer {
  /** The measure of a gradient's size. */
  public enum Measure {
    /** Population standard deviation without an epsilon, as in the tutorial. */
    STD,
    /** Population standard deviation + 1e-8, as in TensorFlow's DeepDream tutorial. */
    STD_EPSILON,
    /** Mean of |g|, as in google/deepdream. */
    MEAN_ABS,
    /** √Σg², the Euclidean norm. */
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
   * Returns normalized ascent at a constant rate.
   *
   * @param example number of parameters of one example; the arrays hold a multiple of it
   */
  public static NormalizedAscent of(Measure measure, double rate, int example) {
    return of(measure, LearningRate.constant(rate), example);
  }

  /**
   * Returns normalized ascent at a schedule's rates.
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
   * Returns 0 if the gradient is all zero (or, for standard deviations, constant), NaN if it is not
   * finite.
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

  /** Returns Σ|g − center| or Σ(g − center)², in four partial sums, always in the same order. */
  private static double sum(float[] g, int from, int to, double center, boolean absolute) {
    double[] partial = new double[4];
    for (int i = from; i < to; i++) {
      double d = g[i] - center;
      partial[(i - from) & 3] += absolute ? Math.abs(d) : d * d;
    }
    return (partial[0] + partial[1]) + (partial[2] + partial[3]);
  }
}
