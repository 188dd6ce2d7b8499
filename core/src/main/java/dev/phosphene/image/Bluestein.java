package dev.phosphene.image;

import java.util.Arrays;
import java.util.List;

/**
 * {@link Fft} of any length, as a convolution with a chirp at the next convenient length.
 *
 * <p>L. Bluestein, A linear filtering approach to the computation of the discrete Fourier transform
 * (1970): jk = (j² + k² − (k − j)²)/2.
 */
final class Bluestein implements Fft {
  private final int length;
  private final int padded;
  private final Fft fft;

  /** exp(−πi j²/length). */
  private final float[] chirpRe;

  private final float[] chirpIm;

  /** The transform of the conjugate chirp over {@code padded}, divided by {@code padded}. */
  private final float[][] filterRe;

  private final float[][] filterIm;
  private final float[][] bufferRe;
  private final float[][] bufferIm;
  private final float[][] workRe;
  private final float[][] workIm;

  Bluestein(int length, int columns) {
    this.length = length;
    padded = handy(2 * length - 1);
    fft = new Stockham(padded, columns);
    chirpRe = new float[length];
    chirpIm = new float[length];
    float[][] chirps = new float[padded][1];
    float[][] chirpsIm = new float[padded][1];
    bufferRe = new float[padded][columns];
    bufferIm = new float[padded][columns];
    workRe = new float[padded][columns];
    workIm = new float[padded][columns];
    for (int j = 0; j < length; j++) {
      double angle = -Math.PI * ((long) j * j % (2L * length)) / length;
      chirpRe[j] = (float) Math.cos(angle);
      chirpIm[j] = (float) Math.sin(angle);
      for (int k : new int[] {j, (padded - j) % padded}) {
        chirps[k][0] = chirpRe[j] / padded;
        chirpsIm[k][0] = -chirpIm[j] / padded;
      }
    }
    float[][] movedRe = new float[padded][1];
    float[][] movedIm = new float[padded][1];
    Fft one = new Stockham(padded, 1);
    one.transform(chirps, chirpsIm, movedRe, movedIm, 1);
    filterRe = one.moves() ? movedRe : chirps;
    filterIm = one.moves() ? movedIm : chirpsIm;
  }

  /** Returns the next length with factors 2, 3 and 5 only, mostly 2. */
  private static int handy(int least) {
    int length = (least + 7) / 8 * 8;
    while (!List.of(4, 2, 3, 5).containsAll(Stockham.factors(length))
        || Stockham.factors(length).isEmpty()) {
      length += 8;
    }
    return length;
  }

  @Override
  public void transform(
      float[][] re, float[][] im, float[][] unusedRe, float[][] unusedIm, int columns) {
    for (int j = 0; j < length; j++) {
      ComplexRows.rotate(columns, re[j], im[j], chirpRe[j], chirpIm[j], bufferRe[j], bufferIm[j]);
    }
    for (int j = length; j < padded; j++) {
      Arrays.fill(bufferRe[j], 0, columns, 0);
      Arrays.fill(bufferIm[j], 0, columns, 0);
    }
    fft.transform(bufferRe, bufferIm, workRe, workIm, columns);
    float[][] xr = fft.moves() ? workRe : bufferRe;
    float[][] xi = fft.moves() ? workIm : bufferIm;
    float[][] yr = fft.moves() ? bufferRe : workRe;
    float[][] yi = fft.moves() ? bufferIm : workIm;
    for (int k = 0; k < padded; k++) {
      ComplexRows.rotate(columns, xr[k], xi[k], filterRe[k][0], filterIm[k][0], yr[k], yi[k]);
    }
    fft.transform(yi, yr, xi, xr, columns); // leaves the result in the work space in either case
    for (int j = 0; j < length; j++) {
      ComplexRows.rotate(columns, workRe[j], workIm[j], chirpRe[j], chirpIm[j], re[j], im[j]);
    }
  }

  @Override
  public boolean moves() {
    return false;
  }
}
