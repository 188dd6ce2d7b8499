package dev.phosphene.engine.reference;

import dev.phosphene.graph.Op;

/** One function on every value. At a kink the derivative is the one towards the flatter side. */
record PointwiseLayer(Op.Pointwise op) implements Layer {

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
      case SOFTPLUS -> Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
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
    };
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }
}
