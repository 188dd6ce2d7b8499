package dev.phosphene.image;

import java.util.ArrayList;
import java.util.List;

/**
 * {@link Fft} of lengths whose prime factors are at most 13, by Stockham's self-sorting algorithm
 * (Van Loan, Computational Frameworks for the Fast Fourier Transform, 1992, section 1.7).
 */
final class Stockham implements Fft {
  private static final int[] RADICES = {4, 2, 3, 5, 7, 11, 13};

  /**
   * One pass: {@code parts · stride} butterflies. The twiddles of group p are exp(−2πi pk/(radix ·
   * parts)), at index p · radix + k. Roots are cos and sin of 2πm/radix.
   */
  private record Stage(
      int radix,
      int parts,
      int stride,
      float[] cos,
      float[] sin,
      float[] rootCos,
      float[] rootSin) {
    static Stage of(int radix, int length, int stride) {
      int parts = length / radix;
      float[] cos = new float[length];
      float[] sin = new float[length];
      for (int p = 0; p < parts; p++) {
        for (int k = 0; k < radix; k++) {
          double angle = -2 * Math.PI * p * k / length;
          cos[p * radix + k] = (float) Math.cos(angle);
          sin[p * radix + k] = (float) Math.sin(angle);
        }
      }
      float[] rootCos = new float[radix];
      float[] rootSin = new float[radix];
      for (int m = 0; m < radix; m++) {
        rootCos[m] = (float) Math.cos(2 * Math.PI * m / radix);
        rootSin[m] = (float) Math.sin(2 * Math.PI * m / radix);
      }
      return new Stage(radix, parts, stride, cos, sin, rootCos, rootSin);
    }
  }

  private final List<Stage> stages = new ArrayList<>();

  /** Scratch rows of an odd radix, named as in {@link #odd}. */
  private final float[][] sr;

  private final float[][] si;
  private final float[][] dr;
  private final float[][] di;
  private final float[] ur;
  private final float[] ui;
  private final float[] vr;
  private final float[] vi;
  private final float[] zero;

  Stockham(int length, int columns) {
    int rest = length;
    int stride = 1;
    for (int radix : factors(length)) {
      stages.add(Stage.of(radix, rest, stride));
      rest /= radix;
      stride *= radix;
    }
    int rows = RADICES[RADICES.length - 1] / 2 + 1;
    sr = new float[rows][columns];
    si = new float[rows][columns];
    dr = new float[rows][columns];
    di = new float[rows][columns];
    ur = new float[columns];
    ui = new float[columns];
    vr = new float[columns];
    vi = new float[columns];
    zero = new float[columns];
  }

  /**
   * Returns radices whose product is {@code length}; empty if it is 1 or has a factor beyond 13.
   */
  static List<Integer> factors(int length) {
    List<Integer> factors = new ArrayList<>();
    int rest = length;
    for (int radix : RADICES) {
      while (rest % radix == 0) {
        factors.add(radix);
        rest /= radix;
      }
    }
    return rest == 1 ? factors : List.of();
  }

  @Override
  public void transform(
      float[][] re, float[][] im, float[][] workRe, float[][] workIm, int columns) {
    float[][] xr = re;
    float[][] xi = im;
    float[][] yr = workRe;
    float[][] yi = workIm;
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      for (int p = 0; p < stage.parts; p++) {
        for (int q = 0; q < stage.stride; q++) {
          switch (stage.radix) {
            case 2 -> two(stage, columns, p, q, xr, xi, yr, yi);
            case 4 -> four(stage, columns, p, q, xr, xi, yr, yi);
            default -> odd(stage, columns, p, q, xr, xi, yr, yi);
          }
        }
      }
      float[][] swapR = xr;
      float[][] swapI = xi;
      xr = yr;
      xi = yi;
      yr = swapR;
      yi = swapI;
    }
  }

  @Override
  public boolean moves() {
    return stages.size() % 2 == 1;
  }

  private void two(
      Stage stage,
      int columns,
      int p,
      int q,
      float[][] xr,
      float[][] xi,
      float[][] yr,
      float[][] yi) {
    int a = q + stage.stride * p;
    int b = a + stage.stride * stage.parts;
    int o = q + stage.stride * 2 * p;
    int o1 = o + stage.stride;
    ComplexRows.sumAndDifference(columns, xr[a], xi[a], xr[b], xi[b], yr[o], yi[o], yr[o1], yi[o1]);
    turn(columns, p, stage.cos[2 * p + 1], stage.sin[2 * p + 1], yr[o1], yi[o1]);
  }

  /** Computes two radix-2 stages without storing the values between them. */
  private void four(
      Stage stage,
      int columns,
      int p,
      int q,
      float[][] xr,
      float[][] xi,
      float[][] yr,
      float[][] yi) {
    int apart = stage.stride * stage.parts;
    int a = q + stage.stride * p;
    int b = a + apart;
    int c = b + apart;
    int d = c + apart;
    int o = q + stage.stride * 4 * p;
    int o1 = o + stage.stride;
    int o2 = o1 + stage.stride;
    int o3 = o2 + stage.stride;
    float[] er = sr[0]; // x_a + x_c and x_a − x_c, then of b and d
    float[] ei = si[0];
    float[] fr = sr[1];
    float[] fi = si[1];
    ComplexRows.sumAndDifference(columns, xr[a], xi[a], xr[c], xi[c], er, ei, ur, ui);
    ComplexRows.sumAndDifference(columns, xr[b], xi[b], xr[d], xi[d], fr, fi, vr, vi);
    ComplexRows.sumAndDifference(columns, er, ei, fr, fi, yr[o], yi[o], yr[o2], yi[o2]);
    // u − iv and u + iv
    ComplexRows.sumAndDifference(columns, ur, ui, vi, vr, yr[o1], yi[o3], yr[o3], yi[o1]);
    turn(columns, p, stage.cos[4 * p + 1], stage.sin[4 * p + 1], yr[o1], yi[o1]);
    turn(columns, p, stage.cos[4 * p + 2], stage.sin[4 * p + 2], yr[o2], yi[o2]);
    turn(columns, p, stage.cos[4 * p + 3], stage.sin[4 * p + 3], yr[o3], yi[o3]);
  }

  /** Applies the twiddle of group p; group 0 needs none. */
  private void turn(int columns, int p, float cos, float sin, float[] re, float[] im) {
    if (p > 0) {
      ComplexRows.rotate(columns, re, im, cos, sin, re, im);
    }
  }

  /**
   * Computes an odd radix. With S_j = x_j + x_{r−j}, D_j = −i(x_j − x_{r−j}), U_k = x_0 + Σ
   * cos(2πjk/r) S_j and V_k = Σ sin(2πjk/r) D_j over 0 < j < r/2, the outputs are U_k + V_k and, at
   * r − k, U_k − V_k.
   */
  private void odd(
      Stage stage,
      int columns,
      int p,
      int q,
      float[][] xr,
      float[][] xi,
      float[][] yr,
      float[][] yi) {
    int r = stage.radix;
    int first = q + stage.stride * p;
    int out = q + stage.stride * r * p;
    float[] x0r = xr[first];
    float[] x0i = xi[first];
    float[] y0r = yr[out];
    float[] y0i = yi[out];
    ComplexRows.copy(columns, x0r, x0i, y0r, y0i);
    for (int j = 1; j <= r / 2; j++) {
      int a = first + stage.stride * stage.parts * j;
      int b = first + stage.stride * stage.parts * (r - j);
      ComplexRows.sum(columns, xr[a], xi[a], xr[b], xi[b], sr[j], si[j]);
      ComplexRows.difference(columns, xi[a], xr[b], xi[b], xr[a], dr[j], di[j]);
      ComplexRows.sum(columns, y0r, y0i, sr[j], si[j], y0r, y0i);
    }
    for (int k = 1; k <= r / 2; k++) {
      ComplexRows.sum(columns, x0r, x0i, sr[1], si[1], stage.rootCos[k], ur, ui);
      ComplexRows.sum(columns, zero, zero, dr[1], di[1], stage.rootSin[k], vr, vi);
      for (int j = 2; j <= r / 2; j++) {
        ComplexRows.sum(columns, ur, ui, sr[j], si[j], stage.rootCos[j * k % r], ur, ui);
        ComplexRows.sum(columns, vr, vi, dr[j], di[j], stage.rootSin[j * k % r], vr, vi);
      }
      int low = out + stage.stride * k;
      int high = out + stage.stride * (r - k);
      ComplexRows.sumAndDifference(columns, ur, ui, vr, vi, yr[low], yi[low], yr[high], yi[high]);
      turn(columns, p, stage.cos[r * p + k], stage.sin[r * p + k], yr[low], yi[low]);
      turn(columns, p, stage.cos[r * p + r - k], stage.sin[r * p + r - k], yr[high], yi[high]);
    }
  }
}
