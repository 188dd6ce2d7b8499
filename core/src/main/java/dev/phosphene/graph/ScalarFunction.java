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
  POWER
}
