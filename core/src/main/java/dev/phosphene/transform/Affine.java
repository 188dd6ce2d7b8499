package dev.phosphene.transform;

/**
 * The map of points {@code x' = a·x + b·y + c}, {@code y' = d·x + e·y + f}, in pixels from the
 * center of an image, x to the right and y down.
 */
record Affine(double a, double b, double c, double d, double e, double f) {
  static final Affine IDENTITY = new Affine(1, 0, 0, 0, 1, 0);

  static Affine shift(double x, double y) {
    return new Affine(1, 0, x, 0, 1, y);
  }

  static Affine scale(double x, double y) {
    return new Affine(x, 0, 0, 0, y, 0);
  }

  static Affine rotation(double degrees) {
    double angle = Math.toRadians(degrees);
    double cos = Math.cos(angle);
    double sin = Math.sin(angle);
    return new Affine(cos, -sin, 0, sin, cos, 0);
  }

  /** Returns the map that applies {@code inner} first, then this. */
  Affine after(Affine inner) {
    return new Affine(
        a * inner.a + b * inner.d,
        a * inner.b + b * inner.e,
        a * inner.c + b * inner.f + c,
        d * inner.a + e * inner.d,
        d * inner.b + e * inner.e,
        d * inner.c + e * inner.f + f);
  }
}
