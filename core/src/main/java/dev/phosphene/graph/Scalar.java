package dev.phosphene.graph;

/** Functions of one number, as {@link Op.Pointwise} applies them to every value. */
public enum Scalar {
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
  SOFTPLUS
}
