package dev.phosphene.image;

/**
 * Complex discrete Fourier transform of one length along the outer axis of {@code [length, batch]}
 * arrays, any length, unnormalised, forward: {@code X_k = Σ_j x_j exp(−2πi jk/length)}. The inverse
 * is the same call with the real and imaginary arrays exchanged.
 *
 * <p>Stockham's self-sorting algorithm (Van Loan, Computational Frameworks for the Fast Fourier
 * Transform, 1992, section 1.7) with radices 4, 2, 3, 5, 7, 11, 13. The batch is the innermost loop
 * of every stage, so all loops are long, contiguous and free of permutations. A length with a
 * larger prime factor goes through {@link Bluestein}.
 */
interface Fft {
  /**
   * Transforms {@code [length, batch]} values in place.
   *
   * @param workRe scratch of at least the same length, as is {@code workIm}
   */
  void transform(float[] re, float[] im, float[] workRe, float[] workIm);

  /** A plan for arrays of {@code [length, batch]}. */
  static Fft of(int length, int batch) {
    return Stockham.factors(length).isEmpty()
        ? new Bluestein(length, batch)
        : new Stockham(length, batch);
  }
}
