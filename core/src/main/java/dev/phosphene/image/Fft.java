package dev.phosphene.image;

/**
 * Complex discrete Fourier transform of one length, of many columns at once, unnormalized, forward:
 * {@code X_k = Σ_j x_j exp(−2πi jk/length)}. The inverse is the same call with the real and
 * imaginary rows exchanged.
 *
 * <p>Data are rows in separate arrays, {@code re[j][column]}, because every JDK from 17 on
 * vectorizes only loops that use one index for all their arrays.
 */
interface Fft {
  /**
   * Transforms the first {@code columns} values of {@code length} rows. The other arrays are work
   * space.
   */
  void transform(float[][] re, float[][] im, float[][] workRe, float[][] workIm, int columns);

  /** Returns whether {@link #transform} leaves the result in the work space instead of the data. */
  boolean moves();

  /** Makes a plan for {@code length} rows of up to {@code columns} values. */
  static Fft of(int length, int columns) {
    return Stockham.factors(length).isEmpty() && length > 1
        ? new Bluestein(length, columns)
        : new Stockham(length, columns);
  }
}
