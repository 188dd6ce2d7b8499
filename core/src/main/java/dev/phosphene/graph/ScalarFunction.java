package dev.phosphene.graph;

/** Elementwise functions, as used by {@link Op.Pointwise}. */
public enum ScalarFunction {
  /** {@code x > 0 ? x : alpha · x}. */
  LEAKY_RELU,
  /** {@code min(max(x, alpha), beta)}. */
  CLIP,
  /** {@code 1 / (1 + e⁻ˣ)}. */
  SIGMOID,
  /** The hyperbolic tangent. */
  TANH,
  /** {@code x > 0 ? x : alpha · (eˣ − 1)}. */
  ELU,
  /** {@code min(max(alpha · x + beta, 0), 1)}. */
  HARD_SIGMOID,
  /** {@code x · min(max(alpha · x + beta, 0), 1)}. */
  HARD_SWISH,
  /** {@code x / (1 + e^(−alpha · x))}. */
  SWISH,
  /** {@code ln(1 + eˣ)}. */
  SOFTPLUS,
  /** {@code x · tanh(ln(1 + eˣ))}. */
  MISH,
  /** {@code x · ½ (1 + erf(x / √2))}. */
  GELU,
  /** {@code ½ x (1 + tanh(√(2/π) (x + 0.044715 x³)))}, an approximation of {@link #GELU}. */
  GELU_TANH,
  /** {@code 2/√π ∫₀ˣ e^(−t²) dt}. */
  ERF,
  /** {@code eˣ}. */
  EXP,
  /** {@code ln x}. */
  LOG,
  /** {@code √x}. */
  SQRT,
  /** {@code |x|}; its derivative at 0 is 0. */
  ABS,
  /** {@code alpha · x + beta}. */
  LINEAR,
  /** {@code alpha · x^beta}. */
  POWER;

  private static final double ROOT = Math.sqrt(2 / Math.PI);
  private static final double CUBE = 0.044715;

  /** Returns the function's value at {@code x}. */
  double value(double x, double alpha, double beta) {
    return switch (this) {
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

  /** Returns its derivative at {@code x}; at a kink, that of the flatter side. */
  double slope(double x, double alpha, double beta) {
    double ramp = alpha * x + beta;
    return switch (this) {
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
