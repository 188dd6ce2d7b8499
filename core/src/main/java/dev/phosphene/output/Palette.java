package dev.phosphene.output;

import java.util.Arrays;

/** At most 255 colors, sorted by luma, with nearest-color search. */
final class Palette {
  private final int[] rgb;
  private final float[] y;
  private final float[] u;
  private final float[] v;
  private final int[] atLuma = new int[256];

  /** Makes a palette of {@code 0xRRGGBB} in any order. */
  Palette(int... colors) {
    rgb =
        Arrays.stream(colors)
            .distinct()
            .boxed()
            .sorted((a, b) -> Float.compare(luma(a), luma(b)))
            .mapToInt(Integer::intValue)
            .toArray();
    y = new float[rgb.length];
    u = new float[rgb.length];
    v = new float[rgb.length];
    for (int i = 0; i < rgb.length; i++) {
      int r = rgb[i] >> 16 & 255;
      int g = rgb[i] >> 8 & 255;
      int b = rgb[i] & 255;
      y[i] = LumaChroma.y(r, g, b);
      u[i] = LumaChroma.u(r, g, b);
      v[i] = LumaChroma.v(r, g, b);
    }
    int index = 0;
    for (int luma = 0; luma < 256; luma++) {
      while (index < rgb.length - 1 && y[index] < luma) {
        index++;
      }
      atLuma[luma] = index;
    }
  }

  private static float luma(int rgb) {
    return LumaChroma.y(rgb >> 16 & 255, rgb >> 8 & 255, rgb & 255);
  }

  int size() {
    return rgb.length;
  }

  /** Returns {@code 0xRRGGBB}. */
  int rgb(int index) {
    return rgb[index];
  }

  float y(int index) {
    return y[index];
  }

  float u(int index) {
    return u[index];
  }

  float v(int index) {
    return v[index];
  }

  /** Returns the index of the color nearest to a point, searching outwards from its luma. */
  int nearest(float atY, float atU, float atV) {
    int start = atLuma[Math.max(0, Math.min(255, (int) atY))];
    int best = start;
    float least = Float.MAX_VALUE;
    for (int i = start; i < rgb.length; i++) {
      float dy = y[i] - atY;
      if (dy > 0 && dy * dy >= least) {
        break;
      }
      float distance = dy * dy + square(u[i] - atU) + square(v[i] - atV);
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    for (int i = start - 1; i >= 0; i--) {
      float dy = y[i] - atY;
      if (dy < 0 && dy * dy >= least) {
        break;
      }
      float distance = dy * dy + square(u[i] - atU) + square(v[i] - atV);
      if (distance < least) {
        least = distance;
        best = i;
      }
    }
    return best;
  }

  private static float square(float x) {
    return x * x;
  }
}
