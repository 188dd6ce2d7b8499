package dev.phosphene.transform;

import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.Arrays;

/**
 * One bilinear resampling through an {@link Affine} from the output's points to the picture's, and
 * its exact adjoint. Outside the picture everything is {@value #OUTSIDE}. Keeps buffers for one
 * output row: serves one thread.
 */
final class Bilinear {
  /** Lucid pads with this grey. */
  static final float OUTSIDE = 0.5f;

  /**
   * Of the picture's four pixels around each point of a row, inside columns only: where, how much.
   */
  private int[] index = new int[0];

  private float[] w00 = new float[0];
  private float[] w01 = new float[0];
  private float[] w10 = new float[0];
  private float[] w11 = new float[0];
  private double[] xs = new double[0];
  private double[] ys = new double[0];

  /** Columns [first, last) of the current row have all four neighbours in the picture. */
  private int first;

  private int last;

  /**
   * Writes {@code count} examples of {@code out}, every {@code every}-th from {@code to} on, from
   * those of {@code picture} from {@code from} on, each by the same map.
   */
  void gather(Affine map, Tensor picture, int from, Tensor out, int to, int every, int count) {
    Shape p = picture.shape();
    Shape o = out.shape();
    for (int i = 0; i < o.h(); i++) {
      prepare(map, i, p, o);
      for (int n = 0; n < count; n++) {
        for (int c = 0; c < o.c(); c++) {
          int plane = picture.offset(from + n, c);
          int row = out.offset(to + n * every, c, i, 0);
          gatherRow(picture.data(), plane, p.w(), out.data(), row);
          gatherEdges(picture.data(), plane, p, out.data(), row, o.w());
        }
      }
    }
  }

  /** Adds to {@code gradient} what {@link #gather} took from each pixel, times the cotangent. */
  void scatter(
      Affine map, Tensor cotangent, int to, int every, Tensor gradient, int from, int count) {
    Shape p = gradient.shape();
    Shape o = cotangent.shape();
    for (int i = 0; i < o.h(); i++) {
      prepare(map, i, p, o);
      for (int n = 0; n < count; n++) {
        for (int c = 0; c < o.c(); c++) {
          int plane = gradient.offset(from + n, c);
          int row = cotangent.offset(to + n * every, c, i, 0);
          scatterRow(cotangent.data(), row, gradient.data(), plane, p.w());
          scatterEdges(cotangent.data(), row, o.w(), gradient.data(), plane, p);
        }
      }
    }
  }

  private void gatherRow(float[] x, int plane, int w, float[] y, int row) {
    for (int j = first; j < last; j++) {
      int k = plane + index[j];
      y[row + j] = x[k] * w00[j] + x[k + 1] * w01[j] + x[k + w] * w10[j] + x[k + w + 1] * w11[j];
    }
  }

  private void scatterRow(float[] y, int row, float[] x, int plane, int w) {
    for (int j = first; j < last; j++) {
      int k = plane + index[j];
      float g = y[row + j];
      x[k] += g * w00[j];
      x[k + 1] += g * w01[j];
      x[k + w] += g * w10[j];
      x[k + w + 1] += g * w11[j];
    }
  }

  private void gatherEdges(float[] x, int plane, Shape p, float[] y, int row, int columns) {
    for (int j = 0; j < columns; j++) {
      if (j == first) {
        j = last;
        if (j == columns) {
          break;
        }
      }
      float sum = 0;
      for (int tap = 0; tap < 4; tap++) {
        int at = tap(j, tap, p);
        sum += weight(j, tap) * (at < 0 ? OUTSIDE : x[plane + at]);
      }
      y[row + j] = sum;
    }
  }

  private void scatterEdges(float[] y, int row, int columns, float[] x, int plane, Shape p) {
    for (int j = 0; j < columns; j++) {
      if (j == first) {
        j = last;
        if (j == columns) {
          break;
        }
      }
      for (int tap = 0; tap < 4; tap++) {
        int at = tap(j, tap, p);
        if (at >= 0) {
          x[plane + at] += weight(j, tap) * y[row + j];
        }
      }
    }
  }

  /** Where neighbour {@code tap} of column j lies in a plane, or −1 if outside. */
  private int tap(int j, int tap, Shape p) {
    int x = (int) Math.floor(xs[j]) + (tap & 1);
    int y = (int) Math.floor(ys[j]) + (tap >> 1);
    return x >= 0 && x < p.w() && y >= 0 && y < p.h() ? y * p.w() + x : -1;
  }

  private float weight(int j, int tap) {
    double fx = xs[j] - Math.floor(xs[j]);
    double fy = ys[j] - Math.floor(ys[j]);
    return (float) (((tap & 1) == 0 ? 1 - fx : fx) * (tap < 2 ? 1 - fy : fy));
  }

  /** Finds the points of output row i, and neighbours and weights where all lie inside. */
  private void prepare(Affine map, int i, Shape p, Shape o) {
    int columns = o.w();
    if (xs.length != columns) {
      index = new int[columns];
      w00 = new float[columns];
      w01 = new float[columns];
      w10 = new float[columns];
      w11 = new float[columns];
      xs = new double[columns];
      ys = new double[columns];
    }
    double v = i - 0.5 * (o.h() - 1);
    double left = 0.5 * (columns - 1);
    double x0 = map.b() * v + map.c() - map.a() * left + 0.5 * (p.w() - 1);
    double y0 = map.e() * v + map.f() - map.d() * left + 0.5 * (p.h() - 1);
    for (int j = 0; j < columns; j++) {
      xs[j] = x0 + map.a() * j;
      ys[j] = y0 + map.d() * j;
    }
    first = 0;
    while (first < columns && !inside(first, p)) {
      first++;
    }
    last = columns;
    while (last > first && !inside(last - 1, p)) {
      last--;
    }
    for (int j = first; j < last; j++) {
      int x = (int) xs[j];
      int y = (int) ys[j];
      float fx = (float) (xs[j] - x);
      float fy = (float) (ys[j] - y);
      index[j] = y * p.w() + x;
      w00[j] = (1 - fx) * (1 - fy);
      w01[j] = fx * (1 - fy);
      w10[j] = (1 - fx) * fy;
      w11[j] = fx * fy;
    }
    if (first == last) {
      first = columns;
      last = columns;
    }
  }

  private boolean inside(int j, Shape p) {
    return xs[j] >= 0 && xs[j] < p.w() - 1 && ys[j] >= 0 && ys[j] < p.h() - 1;
  }

  /** Sets a gradient to zero before scattering. */
  static void clear(Tensor gradient) {
    Arrays.fill(gradient.data(), 0f);
  }
}
