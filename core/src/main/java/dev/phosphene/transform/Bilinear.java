package dev.phosphene.transform;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;

/**
 * One bilinear resampling through an {@link Affine} from the output's points to the picture's, and
 * its exact adjoint. Outside the picture everything is {@value #OUTSIDE}.
 *
 * <p>Along a row of the output the point in the picture moves by the same step from column to
 * column. So the columns whose four neighbours all lie inside are one stretch; it is walked in
 * fixed point without looking at borders, three planes at once where there are three. The columns
 * beside it go pixel by pixel.
 *
 * <p>Keeps the current row: serves one thread.
 */
final class Bilinear {
  /** Lucid pads with this grey. */
  static final float OUTSIDE = 0.5f;

  /** One pixel in fixed point: 32 bits stand behind the point. */
  private static final long PIXEL = 1L << 32;

  /** The point of column 0, and the step to the next column, in pixels. */
  private double x0;

  private double y0;
  private double dx;
  private double dy;

  /** Columns [first, last) have all four neighbours in the picture. */
  private int first;

  private int last;

  /** The point of column {@code first}, and the step, in fixed point. */
  private long x;

  private long y;
  private long stepX;
  private long stepY;

  /** Whether these columns are the picture's own, moved by whole pixels. */
  private boolean whole;

  /**
   * Writes {@code count} examples of {@code out}, every {@code every}-th from {@code to} on, from
   * those of {@code picture} from {@code from} on, each by the same map.
   */
  void gather(Affine map, Tensor picture, int from, Tensor out, int to, int every, int count) {
    Shape p = picture.shape();
    Shape o = out.shape();
    float[] in = picture.data();
    int area = p.h() * p.w();
    int space = o.h() * o.w();
    for (int i = 0; i < o.h(); i++) {
      row(map, i, p, o);
      for (int n = 0; n < count; n++) {
        int plane = picture.offset(from + n, 0);
        int row = out.offset(to + n * every, 0, i, 0);
        int c = 0;
        for (; whole && c < p.c(); c++) {
          int k = plane + c * area + index(x, y, p.w());
          System.arraycopy(in, k, out.data(), row + c * space + first, last - first);
        }
        for (; c + 3 <= p.c(); c += 3) {
          gather3(in, plane + c * area, area, p.w(), out.data(), row + c * space + first, space);
        }
        for (; c < p.c(); c++) {
          gather1(in, plane + c * area, p.w(), out.data(), row + c * space + first);
        }
        for (c = 0; c < p.c(); c++) {
          gatherEdge(in, plane + c * area, p, out.data(), row + c * space, 0, first);
          gatherEdge(in, plane + c * area, p, out.data(), row + c * space, last, o.w());
        }
      }
    }
  }

  /** Adds to {@code gradient} what {@link #gather} took from each pixel, times the cotangent. */
  void scatter(
      Affine map, Tensor cotangent, int to, int every, Tensor gradient, int from, int count) {
    Shape p = gradient.shape();
    Shape o = cotangent.shape();
    float[] g = cotangent.data();
    int area = p.h() * p.w();
    int space = o.h() * o.w();
    for (int i = 0; i < o.h(); i++) {
      row(map, i, p, o);
      for (int n = 0; n < count; n++) {
        int plane = gradient.offset(from + n, 0);
        int row = cotangent.offset(to + n * every, 0, i, 0);
        int c = 0;
        for (; whole && c < p.c(); c++) {
          int k = plane + c * area + index(x, y, p.w());
          addRow(g, row + c * space + first, gradient.data(), k, last - first);
        }
        for (; c + 3 <= p.c(); c += 3) {
          scatter3(
              g, row + c * space + first, space, gradient.data(), plane + c * area, area, p.w());
        }
        for (; c < p.c(); c++) {
          scatter1(g, row + c * space + first, gradient.data(), plane + c * area, p.w());
        }
        for (c = 0; c < p.c(); c++) {
          scatterEdge(g, row + c * space, 0, first, gradient.data(), plane + c * area, p);
          scatterEdge(g, row + c * space, last, o.w(), gradient.data(), plane + c * area, p);
        }
      }
    }
  }

  /** Sets a gradient to zero before scattering. */
  static void clear(Tensor gradient) {
    Arrays.fill(gradient.data(), 0f);
  }

  /** Goes to output row i. */
  private void row(Affine map, int i, Shape p, Shape o) {
    double down = i - 0.5 * (o.h() - 1);
    double left = 0.5 * (o.w() - 1);
    dx = map.a();
    dy = map.d();
    x0 = map.b() * down + map.c() - dx * left + 0.5 * (p.w() - 1);
    y0 = map.e() * down + map.f() - dy * left + 0.5 * (p.h() - 1);
    first = 0;
    while (first < o.w() && !inside(first, p)) {
      first++;
    }
    last = o.w();
    while (last > first && !inside(last - 1, p)) {
      last--;
    }
    x = fixed(x0 + dx * first);
    y = fixed(y0 + dy * first);
    stepX = fixed(dx);
    stepY = fixed(dy);
    while (last > first && !insideFixed(last - 1, p)) {
      last--; // rounding of the step moved the point across the border
    }
    whole = last > first && stepX == PIXEL && stepY == 0 && (int) x == 0 && (int) y == 0;
  }

  private boolean inside(int j, Shape p) {
    double px = x0 + dx * j;
    double py = y0 + dy * j;
    return px >= 0 && px < p.w() - 1 && py >= 0 && py < p.h() - 1;
  }

  private boolean insideFixed(int j, Shape p) {
    long px = x + (j - first) * stepX;
    long py = y + (j - first) * stepY;
    return px >= 0 && px < (p.w() - 1) * PIXEL && py >= 0 && py < (p.h() - 1) * PIXEL;
  }

  private static long fixed(double pixels) {
    return (long) Math.floor(pixels * PIXEL);
  }

  /** The part of a pixel behind the point, in 24 bits. */
  private static float fraction(long fixed) {
    return ((int) fixed >>> 8) * 0x1p-24f;
  }

  private static int index(long x, long y, int w) {
    return (int) (y >> 32) * w + (int) (x >> 32);
  }

  /** From {@code a} at u = 0 to {@code b} at u = 1. */
  private static float mix(float a, float b, float u) {
    return a + u * (b - a);
  }

  private static float at(float[] in, int k, int w, float u, float v) {
    return mix(mix(in[k], in[k + 1], u), mix(in[k + w], in[k + w + 1], u), v);
  }

  /** The adjoint of {@link #at}. */
  private static void add(float g, float[] to, int k, int w, float u, float v) {
    float below = g * v;
    float above = g - below;
    float belowRight = below * u;
    float aboveRight = above * u;
    to[k] += above - aboveRight;
    to[k + 1] += aboveRight;
    to[k + w] += below - belowRight;
    to[k + w + 1] += belowRight;
  }

  private void gather1(float[] in, int plane, int w, float[] out, int row) {
    int columns = last - first;
    long px = x;
    long py = y;
    for (int j = 0; j < columns; j++) {
      out[row + j] = at(in, plane + index(px, py, w), w, fraction(px), fraction(py));
      px += stepX;
      py += stepY;
    }
  }

  private void gather3(float[] in, int plane, int area, int w, float[] out, int row, int space) {
    int columns = last - first;
    long px = x;
    long py = y;
    for (int j = 0; j < columns; j++) {
      int k = plane + index(px, py, w);
      float u = fraction(px);
      float v = fraction(py);
      out[row + j] = at(in, k, w, u, v);
      out[row + j + space] = at(in, k + area, w, u, v);
      out[row + j + 2 * space] = at(in, k + 2 * area, w, u, v);
      px += stepX;
      py += stepY;
    }
  }

  private void scatter1(float[] g, int row, float[] to, int plane, int w) {
    int columns = last - first;
    long px = x;
    long py = y;
    for (int j = 0; j < columns; j++) {
      add(g[row + j], to, plane + index(px, py, w), w, fraction(px), fraction(py));
      px += stepX;
      py += stepY;
    }
  }

  private void scatter3(float[] g, int row, int space, float[] to, int plane, int area, int w) {
    int columns = last - first;
    long px = x;
    long py = y;
    for (int j = 0; j < columns; j++) {
      int k = plane + index(px, py, w);
      float u = fraction(px);
      float v = fraction(py);
      add(g[row + j], to, k, w, u, v);
      add(g[row + j + space], to, k + area, w, u, v);
      add(g[row + j + 2 * space], to, k + 2 * area, w, u, v);
      px += stepX;
      py += stepY;
    }
  }

  private static void addRow(float[] g, int row, float[] to, int k, int columns) {
    for (int j = 0; j < columns; j++) {
      to[k + j] += g[row + j];
    }
  }

  private void gatherEdge(
      float[] in, int plane, Shape p, float[] out, int row, int start, int end) {
    for (int j = start; j < end; j++) {
      double px = x0 + dx * j;
      double py = y0 + dy * j;
      if (beyond(px, py, p)) {
        out[row + j] = OUTSIDE;
        continue;
      }
      int left = (int) Math.floor(px);
      int top = (int) Math.floor(py);
      float u = (float) (px - left);
      float v = (float) (py - top);
      float above = mix(pixel(in, plane, p, left, top), pixel(in, plane, p, left + 1, top), u);
      float below =
          mix(pixel(in, plane, p, left, top + 1), pixel(in, plane, p, left + 1, top + 1), u);
      out[row + j] = mix(above, below, v);
    }
  }

  private void scatterEdge(float[] g, int row, int start, int end, float[] to, int plane, Shape p) {
    for (int j = start; j < end; j++) {
      double px = x0 + dx * j;
      double py = y0 + dy * j;
      if (beyond(px, py, p)) {
        continue;
      }
      int left = (int) Math.floor(px);
      int top = (int) Math.floor(py);
      float u = (float) (px - left);
      float v = (float) (py - top);
      float below = g[row + j] * v;
      float above = g[row + j] - below;
      give(above - above * u, to, plane, p, left, top);
      give(above * u, to, plane, p, left + 1, top);
      give(below - below * u, to, plane, p, left, top + 1);
      give(below * u, to, plane, p, left + 1, top + 1);
    }
  }

  /** Whether a point is so far outside that no pixel reaches it. */
  private static boolean beyond(double px, double py, Shape p) {
    return px <= -1 || px >= p.w() || py <= -1 || py >= p.h();
  }

  private static float pixel(float[] in, int plane, Shape p, int x, int y) {
    return contains(p, x, y) ? in[plane + y * p.w() + x] : OUTSIDE;
  }

  private static void give(float g, float[] to, int plane, Shape p, int x, int y) {
    if (contains(p, x, y)) {
      to[plane + y * p.w() + x] += g;
    }
  }

  private static boolean contains(Shape p, int x, int y) {
    return x >= 0 && x < p.w() && y >= 0 && y < p.h();
  }
}
