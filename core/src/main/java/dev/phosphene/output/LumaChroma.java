package dev.phosphene.output;

/**
 * Luma and color differences, in which Euclidean distance approximates visible difference. Luma is
 * that of ITU-R BT.601; the color differences are scaled down, since the eye resolves them less.
 * The map is linear, so that dithering preserves the mean.
 */
final class LumaChroma {
  private static final float BLUE = .4f;
  private static final float RED = .55f;

  private LumaChroma() {}

  /** Returns the luma, 0…255 for RGB in 0…255. */
  static float y(float r, float g, float b) {
    return .299f * r + .587f * g + .114f * b;
  }

  /** Returns the blue difference. */
  static float u(float r, float g, float b) {
    return BLUE * (b - y(r, g, b));
  }

  /** Returns the red difference. */
  static float v(float r, float g, float b) {
    return RED * (r - y(r, g, b));
  }

  /** Returns the nearest {@code 0xRRGGBB}. */
  static int rgb(float y, float u, float v) {
    float r = y + v / RED;
    float b = y + u / BLUE;
    float g = (y - .299f * r - .114f * b) / .587f;
    return whole(r) << 16 | whole(g) << 8 | whole(b);
  }

  private static int whole(float value) {
    return Math.max(0, Math.min(255, Math.round(value)));
  }
}
