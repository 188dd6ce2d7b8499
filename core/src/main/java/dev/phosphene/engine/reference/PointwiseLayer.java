package dev.phosphene.engine.reference;

import dev.phosphene.graph.Erf;
import dev.phosphene.graph.Op;

/** Applies one function to every value. At a kink it takes the derivative of the flatter side. */
record PointwiseLayer(Op.Pointwise op) implements Layer {
  private static final double ROOT = Math.sqrt(2 / Math.PI);
  private static final double CUBE = 0.044715;

  @Override
  public void forward(double[][] in, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = value(in[0][i]);
    }
  }

  @Override
  public void backward(double[][] in, double[] out, double[] dOut, double[][] dIn) {
    for (int i = 0; i < dOut.length; i++) {
      dIn[0][i] += slope(in[0][i]) * dOut[i];
    }
  }

  private double value(double x) {
    double alpha = op.alpha();
    double beta = op.beta();
    return switch (op.function()) {
      case LEAKY_RELU -> x > 0 ? x : alpha * x;
      case CLIP -> Math.min(Math.max(x, alpha), beta);
      case SIGMOID -> sigmoid(x);
      case TANH -> Math.tanh(x);
      case ELU -> x > 0 ? x : alpha * Math.expm1(x);
      case HARD_SIGMOID -> Math.min(Math.max(alpha * x + beta, 0), 1);
      case HARD_SWISH -> x * Math.min(Math.max(alpha * x + beta, 0), 1);
      case SWISH -> x * sigmoid(alpha * x);
      case SOFTPLUS -> softplus(x);
      case MISH -> x * Math.tanh(softplus(x));
      case GELU -> x * normal(x);
      case GELU_TANH -> x / 2 * (1 + Math.tanh(bend(x)));
      case ERF -> Erf.of(x);
      case EXP -> Math.exp(x);
      case LOG -> Math.log(x);
      case SQRT -> Math.sqrt(x);
      case ABS -> Math.abs(x);
      case LINEAR -> alpha * x + beta;
      case POWER -> alpha * Math.pow(x, beta);
    };
  }

  private double slope(double x) {
    double alpha = op.alpha();
    double beta = op.beta();
    double ramp = alpha * x + beta;
    return switch (op.function()) {
      case LEAKY_RELU -> x > 0 ? 1 : alpha;
      case CLIP -> x > alpha && x < beta ? 1 : 0;
      case SIGMOID -> sigmoid(x) * sigmoid(-x);
      case TANH -> 1 - Math.tanh(x) * Math.tanh(x);
      case ELU -> x > 0 ? 1 : alpha * Math.exp(x);
      case HARD_SIGMOID -> ramp > 0 && ramp < 1 ? alpha : 0;
      case HARD_SWISH -> ramp <= 0 ? 0 : ramp >= 1 ? 1 : 2 * alpha * x + beta;
      case SWISH -> sigmoid(alpha * x) * (1 + alpha * x * sigmoid(-alpha * x));
      case SOFTPLUS -> sigmoid(x);
      case MISH -> {
        double t = Math.tanh(softplus(x));
        yield t + x * (1 - t * t) * sigmoid(x);
      }
      case GELU -> normal(x) + x * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
      case GELU_TANH -> {
        double t = Math.tanh(bend(x));
        yield (1 + t) / 2 + x / 2 * (1 - t * t) * ROOT * (1 + 3 * CUBE * x * x);
      }
      case ERF -> 2 / Math.sqrt(Math.PI) * Math.exp(-x * x);
      case EXP -> Math.exp(x);
      case LOG -> 1 / x;
      case SQRT -> 0.5 / Math.sqrt(x);
      case ABS -> Math.signum(x);
      case LINEAR -> alpha;
      case POWER -> beta == 0 ? 0 : alpha * beta * Math.pow(x, beta - 1);
    };
  }

  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  /** Returns the cumulative normal distribution at {@code x}. */
  private static double normal(double x) {
    return (1 + Erf.of(x / Math.sqrt(2))) / 2;
  }

  private static double bend(double x) {
    return ROOT * (x + CUBE * x * x * x);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
