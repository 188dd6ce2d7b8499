package dev.phosphene.transform;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;

/**
 * One output row of an {@link Affine}: its points in the image.
 *
 * <p>From column to column the point moves by the same step. So the columns whose four neighbors
 * all lie inside are contiguous; they are traversed in fixed point without border checks, three
 * planes at once if there are three. The columns beside them go pixel by pixel.
 */
final class Scanline {
  /** Lucid pads with this gray. */
  static final float OUTSIDE = 0.5f;

  /** One pixel in fixed point, with 32 fractional bits. */
  private static final long PIXEL = 1L << 32;

  private final Affine map;

  /** Shapes of the image and of the output. */
  private final Shape p;

  private final Shape o;

  private int i;

  /** The point of column 0, and the step to the next column, in pixels. */
  private double x0;

  private double y0;
  private final double dx;
  private final double dy;

  /** Columns [first, last) have all four neighbors in the image. */
  private int first;

  private int last;

  /** The columns of these that are traversed: all, or those that {@link #narrow} leaves. */
  private int from;

  private int to;

  /** The point of column {@code from}, and the step, in fixed point. */
  private long x;

  private long y;
  private final long stepX;
  private final long stepY;

  /**
   * Of the points outside these columns, those count whose upper row of pixels is in [low, high);
   * the columns [edgeFrom, edgeTo) hold them all.
   */
  private int low;

  private int high;
  private int edgeFrom;
  private int edgeTo;

  /** Whether the output's columns are the image's, shifted by whole pixels. */
  private boolean whole;

  Scanline(Affine map, Shape picture, Shape seen) {
    this.map = map;
    p = picture;
    o = seen;
    dx = map.a();
    dy = map.d();
    stepX = fixed(dx);
    stepY = Math.max(-Long.MAX_VALUE, fixed(dy));
  }

  /** Moves to row i. */
  void row(int i) {
    this.i = i;
    double down = i - 0.5 * (o.h() - 1);
    double left = 0.5 * (o.w() - 1);
    x0 = map.b() * down + map.c() - dx * left + 0.5 * (p.w() - 1);
    y0 = y0(i);
    low = -1;
    high = p.h();
    edgeFrom = 0;
    edgeTo = o.w();
    findInside();
    x = fixed(x0 + dx * first);
    y = fixed(y0 + dy * first);
    while (last > first && !insideFixed(last - 1)) {
      last--; // rounding of the step moved the point across the border
    }
    from = first;
    to = last;
    whole = last > first && stepX == PIXEL && stepY == 0 && (int) x == 0 && (int) y == 0;
  }

  private double y0(int i) {
    double down = i - 0.5 * (o.h() - 1);
    return map.e() * down + map.f() - dy * (0.5 * (o.w() - 1)) + 0.5 * (p.h() - 1);
  }

  /** Finds the inside columns from the two bounding lines, then corrects for rounding. */
  private void findInside() {
    first = o.w();
    last = o.w();
    int begin = (int) Math.max(0, Math.max(enters(x0, dx, p.w() - 1), enters(y0, dy, p.h() - 1)));
    double leave = Math.min(leaves(x0, dx, p.w() - 1), leaves(y0, dy, p.h() - 1));
    int end = (int) Math.max(0, Math.min(o.w(), leave));
    while (begin < end && !inside(begin)) {
      begin++;
    }
    while (end > begin && !inside(end - 1)) {
      end--;
    }
    if (begin < end) {
      first = begin;
      last = end;
    }
  }

  /** Returns a column or two before the first at which a coordinate may be in [0, size). */
  private static double enters(double start, double step, int size) {
    double zero = -start / step;
    double far = (size - start) / step;
    return step == 0 ? 0 : Math.floor(Math.min(zero, far)) - 1;
  }

  /** Returns a column or two after the last at which a coordinate may be in [0, size). */
  private static double leaves(double start, double step, int size) {
    double zero = -start / step;
    double far = (size - start) / step;
    return step == 0 ? Double.POSITIVE_INFINITY : Math.ceil(Math.max(zero, far)) + 2;
  }

  /** Returns whether points of row i may have an upper row of pixels in [low, high). */
  boolean reaches(int i, int low, int high) {
    double begin = y0(i);
    double end = begin + dy * (o.w() - 1);
    return Math.max(begin, end) > low - 1 && Math.min(begin, end) < high + 1;
  }

  /** Restricts this row to the points whose upper row of pixels is in [low, high). */
  void narrow(int low, int high) {
    this.low = low;
    this.high = high;
    edgeFrom = (int) Math.max(0, enters(y0 - low, dy, high - low));
    edgeTo = (int) Math.max(0, Math.min(o.w(), leaves(y0 - low, dy, high - low)));
    int reached = columnsBelow(stepY < 0 ? high : low);
    int passed = columnsBelow(stepY < 0 ? low : high);
    from = first + reached;
    to = first + passed;
    x += reached * stepX;
    y += reached * stepY;
  }

  /**
   * Returns how many inside columns come before the points cross the upper edge of pixel row {@code
   * m}, in the exact fixed-point numbers of the traversal.
   */
  private int columnsBelow(int m) {
    long way = m * PIXEL - y; // downwards
    long columns;
    if (stepY > 0) {
      columns = -Math.floorDiv(-way, stepY);
    } else if (stepY < 0) {
      columns = Math.floorDiv(-way, -stepY) + 1;
    } else {
      columns = way > 0 ? last - first : 0;
    }
    return (int) Math.max(0, Math.min(last - first, columns));
  }

  private boolean inside(int j) {
    double px = x0 + dx * j;
    double py = y0 + dy * j;
    return px >= 0 && px < p.w() - 1 && py >= 0 && py < p.h() - 1;
  }

  private boolean insideFixed(int j) {
    long px = x + (j - first) * stepX;
    long py = y + (j - first) * stepY;
    return px >= 0 && px < (p.w() - 1) * PIXEL && py >= 0 && py < (p.h() - 1) * PIXEL;
  }

  private static long fixed(double pixels) {
    return (long) Math.floor(pixels * PIXEL);
  }

  /** Returns the fraction of a pixel, in 24 bits. */
  private static float fraction(long fixed) {
    return ((int) fixed >>> 8) * 0x1p-24f;
  }

  private static int index(long x, long y, int w) {
    return (int) (y >> 32) * w + (int) (x >> 32);
  }

  /** Interpolates from {@code a} at u = 0 to {@code b} at u = 1. */
  private static float mix(float a, float b, float u) {
    return a + u * (b - a);
  }

  private static float at(float[] in, int k, int w, float u, float v) {
    return mix(mix(in[k], in[k + 1], u), mix(in[k + w], in[k + w + 1], u), v);
  }

  /** Applies the adjoint of {@link #at}. */
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

  /** Writes this row of output example {@code m}, read from image n. */
  void gather(Tensor pictures, int n, Tensor seen, int m) {
    float[] in = pictures.data();
    float[] out = seen.data();
    int area = p.h() * p.w();
    int space = o.h() * o.w();
    int plane = pictures.offset(n, 0);
    int row = seen.offset(m, 0) + i * o.w();
    int c = 0;
    for (; whole && c < p.c(); c++) {
      int k = plane + c * area + index(x, y, p.w());
      System.arraycopy(in, k, out, row + c * space + from, to - from);
    }
    for (; c + 3 <= p.c(); c += 3) {
      gather3(in, plane + c * area, area, p.w(), out, row + c * space + from, space);
    }
    for (; c < p.c(); c++) {
      gather1(in, plane + c * area, p.w(), out, row + c * space + from);
    }
    for (c = 0; c < p.c(); c++) {
      gatherEdge(in, plane + c * area, out, row + c * space, 0, first);
      gatherEdge(in, plane + c * area, out, row + c * space, last, o.w());
    }
  }

  /** Adds to the gradient of image n the pixels that {@link #gather} read, times the cotangent. */
  void scatter(Tensor cotangent, int m, Tensor gradient, int n) {
    float[] g = cotangent.data();
    float[] sums = gradient.data();
    int area = p.h() * p.w();
    int space = o.h() * o.w();
    int plane = gradient.offset(n, 0);
    int row = cotangent.offset(m, 0) + i * o.w();
    int c = 0;
    for (; whole && from < to && c < p.c(); c++) {
      int k = plane + c * area + index(x, y, p.w());
      addRow(g, row + c * space + from, sums, k, to - from);
    }
    for (; c + 3 <= p.c(); c += 3) {
      scatter3(g, row + c * space + from, space, sums, plane + c * area, area, p.w());
    }
    for (; c < p.c(); c++) {
      scatter1(g, row + c * space + from, sums, plane + c * area, p.w());
    }
    for (c = 0; c < p.c(); c++) {
      scatterEdge(g, row + c * space, edgeFrom, Math.min(edgeTo, first), sums, plane + c * area);
      scatterEdge(g, row + c * space, Math.max(edgeFrom, last), edgeTo, sums, plane + c * area);
    }
  }

  private void gather1(float[] in, int plane, int w, float[] out, int row) {
    int columns = to - from;
    long px = x;
    long py = y;
    for (int j = 0; j < columns; j++) {
      out[row + j] = at(in, plane + index(px, py, w), w, fraction(px), fraction(py));
      px += stepX;
      py += stepY;
    }
  }

  private void gather3(float[] in, int plane, int area, int w, float[] out, int row, int space) {
    int columns = to - from;
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

  private void scatter1(float[] g, int row, float[] sums, int plane, int w) {
    int columns = to - from;
    long px = x;
    long py = y;
    for (int j = 0; j < columns; j++) {
      add(g[row + j], sums, plane + index(px, py, w), w, fraction(px), fraction(py));
      px += stepX;
      py += stepY;
    }
  }

  private void scatter3(float[] g, int row, int space, float[] sums, int plane, int area, int w) {
    int columns = to - from;
    long px = x;
    long py = y;
    for (int j = 0; j < columns; j++) {
      int k = plane + index(px, py, w);
      float u = fraction(px);
      float v = fraction(py);
      add(g[row + j], sums, k, w, u, v);
      add(g[row + j + space], sums, k + area, w, u, v);
      add(g[row + j + 2 * space], sums, k + 2 * area, w, u, v);
      px += stepX;
      py += stepY;
    }
  }

  private static void addRow(float[] g, int row, float[] to, int k, int columns) {
    for (int j = 0; j < columns; j++) {
      to[k + j] += g[row + j];
    }
  }

  private void gatherEdge(float[] in, int plane, float[] out, int row, int start, int end) {
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

  private void scatterEdge(float[] g, int row, int start, int end, float[] sums, int plane) {
    for (int j = start; j < end; j++) {
      double px = x0 + dx * j;
      double py = y0 + dy * j;
      if (beyond(px, py, p) || py < low || py >= high) {
        continue;
      }
      int left = (int) Math.floor(px);
      int top = (int) Math.floor(py);
      float u = (float) (px - left);
      float v = (float) (py - top);
      float below = g[row + j] * v;
      float above = g[row + j] - below;
      give(above - above * u, sums, plane, p, left, top);
      give(above * u, sums, plane, p, left + 1, top);
      give(below - below * u, sums, plane, p, left, top + 1);
      give(below * u, sums, plane, p, left + 1, top + 1);
    }
  }

  /** Returns whether a point is so far outside that no pixel reaches it. */
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
