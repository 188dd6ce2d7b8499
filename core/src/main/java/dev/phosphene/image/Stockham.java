package dev.phosphene.image;

import java.util.ArrayList;
import java.util.List;

/** {@link Fft} of lengths whose prime factors are at most 13. */
final class Stockham implements Fft {
  private static final int[] RADICES = {4, 2, 3, 5, 7, 11, 13};
  private static final float SIN60 = (float) Math.sin(Math.PI / 3);
  private static final float COS72 = (float) Math.cos(0.4 * Math.PI);
  private static final float COS144 = (float) Math.cos(0.8 * Math.PI);
  private static final float SIN72 = (float) Math.sin(0.4 * Math.PI);
  private static final float SIN144 = (float) Math.sin(0.8 * Math.PI);

  /**
   * One pass: {@code parts} groups of {@code radix} butterflies over runs of {@code stride} values.
   * The twiddles of group p are cos and −sin of 2πpk/(radix·parts), k = 1 … radix − 1.
   */
  private record Stage(int radix, int parts, int stride, float[] cos, float[] sin) {
    static Stage of(int radix, int length, int stride) {
      int parts = length / radix;
      float[] cos = new float[parts * radix];
      float[] sin = new float[parts * radix];
      for (int p = 0; p < parts; p++) {
        for (int k = 0; k < radix; k++) {
          double angle = -2 * Math.PI * ((long) p * k % length) / length;
          cos[p * radix + k] = (float) Math.cos(angle);
          sin[p * radix + k] = (float) Math.sin(angle);
        }
      }
      return new Stage(radix, parts, stride, cos, sin);
    }
  }

  private final int size;
  private final List<Stage> stages = new ArrayList<>();

  Stockham(int length, int batch) {
    size = length * batch;
    int rest = length;
    int stride = batch;
    for (int radix : factors(length)) {
      stages.add(Stage.of(radix, rest, stride));
      rest /= radix;
      stride *= radix;
    }
  }

  /** Radices whose product is {@code length}; empty if it has a prime factor beyond 13. */
  static List<Integer> factors(int length) {
    List<Integer> factors = new ArrayList<>();
    int rest = length;
    for (int radix : RADICES) {
      while (rest % radix == 0) {
        factors.add(radix);
        rest /= radix;
      }
    }
    if (factors.isEmpty() && rest == 1) {
      factors.add(1);
    }
    return rest == 1 ? factors : List.of();
  }

  @Override
  public void transform(float[] re, float[] im, float[] workRe, float[] workIm) {
    float[] xr = re;
    float[] xi = im;
    float[] yr = workRe;
    float[] yi = workIm;
    for (int i = 0; i < stages.size(); i++) {
      Stage stage = stages.get(i);
      switch (stage.radix) {
        case 2 -> pass2(stage, xr, xi, yr, yi);
        case 3 -> pass3(stage, xr, xi, yr, yi);
        case 4 -> pass4(stage, xr, xi, yr, yi);
        case 5 -> pass5(stage, xr, xi, yr, yi);
        default -> passAny(stage, xr, xi, yr, yi);
      }
      float[] swapR = xr;
      float[] swapI = xi;
      xr = yr;
      xi = yi;
      yr = swapR;
      yi = swapI;
    }
    if (xr != re) {
      System.arraycopy(xr, 0, re, 0, size);
      System.arraycopy(xi, 0, im, 0, size);
    }
  }

  private static void pass2(Stage stage, float[] xr, float[] xi, float[] yr, float[] yi) {
    int s = stage.stride;
    for (int p = 0; p < stage.parts; p++) {
      butterflies2(
          s,
          s * p,
          s * (p + stage.parts),
          s * 2 * p,
          stage.cos[2 * p + 1],
          stage.sin[2 * p + 1],
          xr,
          xi,
          yr,
          yi);
    }
  }

  private static void butterflies2(
      int s,
      int i0,
      int i1,
      int o,
      float c,
      float d,
      float[] xr,
      float[] xi,
      float[] yr,
      float[] yi) {
    int o1 = o + s;
    for (int q = 0; q < s; q++) {
      float ar = xr[i0 + q];
      float ai = xi[i0 + q];
      float br = xr[i1 + q];
      float bi = xi[i1 + q];
      float er = ar - br;
      float ei = ai - bi;
      yr[o + q] = ar + br;
      yi[o + q] = ai + bi;
      yr[o1 + q] = er * c - ei * d;
      yi[o1 + q] = er * d + ei * c;
    }
  }

  private static void pass4(Stage stage, float[] xr, float[] xi, float[] yr, float[] yi) {
    int s = stage.stride;
    int l = s * stage.parts;
    for (int p = 0; p < stage.parts; p++) {
      butterflies4(s, s * p, l, s * 4 * p, stage.cos, stage.sin, 4 * p, xr, xi, yr, yi);
    }
  }

  private static void butterflies4(
      int s,
      int i0,
      int l,
      int o0,
      float[] cos,
      float[] sin,
      int t,
      float[] xr,
      float[] xi,
      float[] yr,
      float[] yi) {
    int i1 = i0 + l;
    int i2 = i1 + l;
    int i3 = i2 + l;
    int o1 = o0 + s;
    int o2 = o1 + s;
    int o3 = o2 + s;
    float c1 = cos[t + 1];
    float c2 = cos[t + 2];
    float c3 = cos[t + 3];
    float d1 = sin[t + 1];
    float d2 = sin[t + 2];
    float d3 = sin[t + 3];
    for (int q = 0; q < s; q++) {
      float ar = xr[i0 + q] + xr[i2 + q];
      float ai = xi[i0 + q] + xi[i2 + q];
      float br = xr[i0 + q] - xr[i2 + q];
      float bi = xi[i0 + q] - xi[i2 + q];
      float cr = xr[i1 + q] + xr[i3 + q];
      float ci = xi[i1 + q] + xi[i3 + q];
      float dr = xi[i1 + q] - xi[i3 + q];
      float di = xr[i3 + q] - xr[i1 + q];
      yr[o0 + q] = ar + cr;
      yi[o0 + q] = ai + ci;
      yr[o1 + q] = (br + dr) * c1 - (bi + di) * d1;
      yi[o1 + q] = (br + dr) * d1 + (bi + di) * c1;
      yr[o2 + q] = (ar - cr) * c2 - (ai - ci) * d2;
      yi[o2 + q] = (ar - cr) * d2 + (ai - ci) * c2;
      yr[o3 + q] = (br - dr) * c3 - (bi - di) * d3;
      yi[o3 + q] = (br - dr) * d3 + (bi - di) * c3;
    }
  }

  private static void pass3(Stage stage, float[] xr, float[] xi, float[] yr, float[] yi) {
    int s = stage.stride;
    int l = s * stage.parts;
    for (int p = 0; p < stage.parts; p++) {
      butterflies3(s, s * p, l, s * 3 * p, stage.cos, stage.sin, 3 * p, xr, xi, yr, yi);
    }
  }

  private static void butterflies3(
      int s,
      int i0,
      int l,
      int o0,
      float[] cos,
      float[] sin,
      int t,
      float[] xr,
      float[] xi,
      float[] yr,
      float[] yi) {
    int i1 = i0 + l;
    int i2 = i1 + l;
    int o1 = o0 + s;
    int o2 = o1 + s;
    float c1 = cos[t + 1];
    float c2 = cos[t + 2];
    float d1 = sin[t + 1];
    float d2 = sin[t + 2];
    for (int q = 0; q < s; q++) {
      float sr = xr[i1 + q] + xr[i2 + q];
      float si = xi[i1 + q] + xi[i2 + q];
      float er = (xi[i1 + q] - xi[i2 + q]) * SIN60;
      float ei = (xr[i2 + q] - xr[i1 + q]) * SIN60;
      float mr = xr[i0 + q] - 0.5f * sr;
      float mi = xi[i0 + q] - 0.5f * si;
      yr[o0 + q] = xr[i0 + q] + sr;
      yi[o0 + q] = xi[i0 + q] + si;
      yr[o1 + q] = (mr + er) * c1 - (mi + ei) * d1;
      yi[o1 + q] = (mr + er) * d1 + (mi + ei) * c1;
      yr[o2 + q] = (mr - er) * c2 - (mi - ei) * d2;
      yi[o2 + q] = (mr - er) * d2 + (mi - ei) * c2;
    }
  }

  private static void pass5(Stage stage, float[] xr, float[] xi, float[] yr, float[] yi) {
    int s = stage.stride;
    int l = s * stage.parts;
    for (int p = 0; p < stage.parts; p++) {
      butterflies5(s, s * p, l, s * 5 * p, stage.cos, stage.sin, 5 * p, xr, xi, yr, yi);
    }
  }

  private static void butterflies5(
      int s,
      int i0,
      int l,
      int o0,
      float[] cos,
      float[] sin,
      int t,
      float[] xr,
      float[] xi,
      float[] yr,
      float[] yi) {
    int i1 = i0 + l;
    int i2 = i1 + l;
    int i3 = i2 + l;
    int i4 = i3 + l;
    int o1 = o0 + s;
    int o2 = o1 + s;
    int o3 = o2 + s;
    int o4 = o3 + s;
    float c1 = cos[t + 1];
    float c2 = cos[t + 2];
    float c3 = cos[t + 3];
    float c4 = cos[t + 4];
    float d1 = sin[t + 1];
    float d2 = sin[t + 2];
    float d3 = sin[t + 3];
    float d4 = sin[t + 4];
    for (int q = 0; q < s; q++) {
      float ar = xr[i1 + q] + xr[i4 + q];
      float ai = xi[i1 + q] + xi[i4 + q];
      float br = xr[i2 + q] + xr[i3 + q];
      float bi = xi[i2 + q] + xi[i3 + q];
      float er = xi[i1 + q] - xi[i4 + q];
      float ei = xr[i4 + q] - xr[i1 + q];
      float fr = xi[i2 + q] - xi[i3 + q];
      float fi = xr[i3 + q] - xr[i2 + q];
      float ur = xr[i0 + q] + ar * COS72 + br * COS144;
      float ui = xi[i0 + q] + ai * COS72 + bi * COS144;
      float vr = xr[i0 + q] + ar * COS144 + br * COS72;
      float vi = xi[i0 + q] + ai * COS144 + bi * COS72;
      float gr = er * SIN72 + fr * SIN144;
      float gi = ei * SIN72 + fi * SIN144;
      float hr = er * SIN144 - fr * SIN72;
      float hi = ei * SIN144 - fi * SIN72;
      yr[o0 + q] = xr[i0 + q] + ar + br;
      yi[o0 + q] = xi[i0 + q] + ai + bi;
      yr[o1 + q] = (ur + gr) * c1 - (ui + gi) * d1;
      yi[o1 + q] = (ur + gr) * d1 + (ui + gi) * c1;
      yr[o2 + q] = (vr + hr) * c2 - (vi + hi) * d2;
      yi[o2 + q] = (vr + hr) * d2 + (vi + hi) * c2;
      yr[o3 + q] = (vr - hr) * c3 - (vi - hi) * d3;
      yi[o3 + q] = (vr - hr) * d3 + (vi - hi) * c3;
      yr[o4 + q] = (ur - gr) * c4 - (ui - gi) * d4;
      yi[o4 + q] = (ur - gr) * d4 + (ui - gi) * c4;
    }
  }

  /** Any radix, by the definition: a sum of radix terms for each output. */
  private static void passAny(Stage stage, float[] xr, float[] xi, float[] yr, float[] yi) {
    int s = stage.stride;
    int r = stage.radix;
    for (int p = 0; p < stage.parts; p++) {
      for (int k = 0; k < r; k++) {
        int o = s * (r * p + k);
        System.arraycopy(xr, s * p, yr, o, s);
        System.arraycopy(xi, s * p, yi, o, s);
        for (int j = 1; j < r; j++) {
          double angle = -2 * Math.PI * (j * k % r) / r;
          addRotated(
              s,
              s * (p + j * stage.parts),
              o,
              (float) Math.cos(angle),
              (float) Math.sin(angle),
              xr,
              xi,
              yr,
              yi);
        }
        rotate(s, o, stage.cos[r * p + k], stage.sin[r * p + k], yr, yi);
      }
    }
  }

  private static void addRotated(
      int s, int i, int o, float c, float d, float[] xr, float[] xi, float[] yr, float[] yi) {
    for (int q = 0; q < s; q++) {
      yr[o + q] += xr[i + q] * c - xi[i + q] * d;
      yi[o + q] += xr[i + q] * d + xi[i + q] * c;
    }
  }

  private static void rotate(int s, int o, float c, float d, float[] yr, float[] yi) {
    for (int q = 0; q < s; q++) {
      float r = yr[o + q];
      float i = yi[o + q];
      yr[o + q] = r * c - i * d;
      yi[o + q] = r * d + i * c;
    }
  }
}
