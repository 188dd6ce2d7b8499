package dev.phosphene.optim;

/**
 * Adam with Nesterov momentum; MACO's optimizer, with rate 1.
 *
 * <p>Source: Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop 2016, algorithm 2,
 * with Keras's momentum schedule (keras-team/keras keras/src/optimizers/nadam.py): μ_t = β₁(1 −
 * ½·0.96^t). Earlier Keras versions (tensorflow/tensorflow
 * tensorflow/python/keras/optimizer_v2/nadam.py) had 0.96^(0.004t), which rises far more slowly.
 */
public final class NAdam implements Optimizer {
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-7f;

  private final LearningRate schedule;
  private float[] mean = new float[0];
  private float[] square = new float[0];
  private double product = 1;
  private int steps;

  private NAdam(LearningRate schedule) {
    this.schedule = schedule;
  }

  /** NAdam at a constant rate in the parameters' units, with decay rates of 0.9 and 0.999. */
  public static NAdam of(double rate) {
    return of(LearningRate.constant(rate));
  }

  /** NAdam at rates in the parameters' units, with decay rates of 0.9 and 0.999. */
  public static NAdam of(LearningRate schedule) {
    return new NAdam(schedule);
  }

  @Override
  public void step(float[] parameters, float[] gradient) {
    if (steps == 0) {
      mean = new float[parameters.length];
      square = new float[parameters.length];
    }
    float rate = schedule.rate(steps);
    steps++;
    double momentum = momentum(steps);
    double next = momentum(steps + 1);
    product *= momentum;
    float ofMean = (float) (rate * next / (1 - product * next));
    float ofGradient = (float) (rate * (1 - momentum) / (1 - product));
    float correction = (float) (1 / (1 - Math.pow(BETA2, steps)));
    float[] m = mean;
    float[] v = square;
    for (int i = 0; i < parameters.length; i++) {
      float g = gradient[i];
      m[i] = BETA1 * m[i] + (1 - BETA1) * g;
      v[i] = BETA2 * v[i] + (1 - BETA2) * (g * g);
      parameters[i] +=
          (ofMean * m[i] + ofGradient * g) / ((float) Math.sqrt(v[i] * correction) + EPSILON);
    }
  }

  private static double momentum(int step) {
    return BETA1 * (1 - 0.5 * Math.pow(0.96, step));
  }
}
