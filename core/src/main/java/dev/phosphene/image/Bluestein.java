package dev.phosphene.image;

/**
 * {@link Fft} of any length as a convolution with a chirp at the next handy length.
 *
 * <p>L. Bluestein, A linear filtering approach to the computation of the discrete Fourier transform
 * (1970): jk = (j² + k² − (k − j)²)/2.
 */
final class Bluestein implements Fft {
  private final int length;
  private final int batch;
  private final int padded;
  private final Fft fft;

  /** exp(−πi j²/length), j = 0 … length − 1. */
  private final float[] chirpRe;

  private final float[] chirpIm;

  /** The transform of the conjugate chirp, over {@code padded}. */
  private final float[] filterRe;

  private final float[] filterIm;
  private final float[] bufferRe;
  private final float[] bufferIm;
  private final float[] workRe;
  private final float[] workIm;

  Bluestein(int length, int batch) {
    this.length = length;
    this.batch = batch;
    int handy = 2 * length - 1;
    while (handy % 8 != 0
        || Stockham.factors(handy).stream().anyMatch(f -> f > 5)
        || Stockham.factors(handy).isEmpty()) {
      handy++;
    }
    padded = handy;
    fft = new Stockham(padded, batch);
    chirpRe = new float[length];
    chirpIm = new float[length];
    filterRe = new float[padded];
    filterIm = new float[padded];
    bufferRe = new float[padded * batch];
    bufferIm = new float[padded * batch];
    workRe = new float[padded * batch];
    workIm = new float[padded * batch];
    for (int j = 0; j < length; j++) {
      double angle = -Math.PI * ((long) j * j % (2L * length)) / length;
      chirpRe[j] = (float) Math.cos(angle);
      chirpIm[j] = (float) Math.sin(angle);
      filterRe[j] = chirpRe[j];
      filterIm[j] = -chirpIm[j];
      filterRe[(padded - j) % padded] = chirpRe[j];
      filterIm[(padded - j) % padded] = -chirpIm[j];
    }
    new Stockham(padded, 1).transform(filterRe, filterIm, new float[padded], new float[padded]);
    for (int k = 0; k < padded; k++) {
      filterRe[k] /= padded;
      filterIm[k] /= padded;
    }
  }

  @Override
  public void transform(float[] re, float[] im, float[] unusedRe, float[] unusedIm) {
    for (int j = 0; j < length; j++) {
      rotate(j * batch, chirpRe[j], chirpIm[j], re, im, bufferRe, bufferIm);
    }
    java.util.Arrays.fill(bufferRe, length * batch, padded * batch, 0);
    java.util.Arrays.fill(bufferIm, length * batch, padded * batch, 0);
    fft.transform(bufferRe, bufferIm, workRe, workIm);
    for (int k = 0; k < padded; k++) {
      rotate(k * batch, filterRe[k], filterIm[k], bufferRe, bufferIm, bufferRe, bufferIm);
    }
    fft.transform(bufferIm, bufferRe, workRe, workIm);
    for (int j = 0; j < length; j++) {
      rotate(j * batch, chirpRe[j], chirpIm[j], bufferRe, bufferIm, re, im);
    }
  }

  private void rotate(int o, float c, float d, float[] xr, float[] xi, float[] yr, float[] yi) {
    for (int q = o; q < o + batch; q++) {
      float r = xr[q];
      float i = xi[q];
      yr[q] = r * c - i * d;
      yi[q] = r * d + i * c;
    }
  }
}
