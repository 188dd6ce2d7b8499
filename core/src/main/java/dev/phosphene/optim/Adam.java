package dev.phosphene.optim;

/**
 * Adam: steps along the bias-corrected mean of the gradient over the root of that of its square.
 * Lucid's optimizer, with rate 0.05.
 *
 * <p>Source: Kingma and Ba, Adam, arXiv:1412.6980, algorithm 1, in the order of operations of
 * section 2's last paragraph (both corrections in the rate).
 */
public final class Adam implements Optimizer {
  private static final float EPSILON = 1e-8f;

  private final LearningRate schedule;
  private final float beta1;
  private final float beta2;
  private float[] mean = new float[0];
  private float[] square = new float[0];
  private int steps;

  private Adam(LearningRate schedule, double beta1, double beta2) {
    this.schedule = schedule;
    this.beta1 = (float) beta1;
    this.beta2 = (float) beta2;
  }

  /** Adam at a constant rate in the parameters' units, with decay rates of 0.9 and 0.999. */
  public static Adam of(double rate) {
    return of(LearningRate.constant(rate));
  }

  /** Adam at rates in the parameters' units, with decay rates of 0.9 and 0.999. */
  public static Adam of(LearningRate schedule) {
    return of(schedule, 0.9, 0.999);
  }

  /** Adam with decay rates of the mean and of the mean square, each in [0, 1). */
  public static Adam of(LearningRate schedule, double beta1, double beta2) {
    return new Adam(schedule, beta1, beta2);
  }

  @Override
  public void step(float[] parameters, float[] gradient) {
    if (steps == 0) {
      mean = new float[parameters.length];
      square = new float[parameters.length];
    }
    float rate = schedule.rate(steps);
    steps++;
    double correction1 = 1 - Math.pow(beta1, steps);
    double correction2 = Math.sqrt(1 - Math.pow(beta2, steps));
    float scale = (float) (rate * correction2 / correction1);
    update(parameters, gradient, mean, square, scale, beta1, beta2, EPSILON);
  }

  private static void update(
      float[] p,
      float[] g,
      float[] m,
      float[] v,
      float scale,
      float beta1,
      float beta2,
      float eps) {
    float rest1 = 1 - beta1;
    float rest2 = 1 - beta2;
    for (int i = 0; i < p.length; i++) {
      m[i] = beta1 * m[i] + rest1 * g[i];
      v[i] = beta2 * v[i] + rest2 * (g[i] * g[i]);
      p[i] += scale * m[i] / ((float) Math.sqrt(v[i]) + eps);
    }
  }
}
