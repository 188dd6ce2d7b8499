package dev.phosphene.graph;

/**
 * Resizes one axis of an image, as ONNX defines it (onnx/onnx, docs/Operators.md, Resize).
 *
 * @param factor the new extent is {@code ⌊extent · factor⌋}
 * @param grid maps new positions to the old axis
 * @param filter interpolates between old positions
 */
public record Scaling(double factor, Grid grid, Filter filter) {

  /** Maps new position {@code o} of {@code out} to an axis of {@code in} positions. */
  public sealed interface Grid {
    /** Returns the place, which may lie beyond the ends. */
    double place(int o, int in, int out, double factor);
  }

  /** The usual grids. */
  public enum Usual implements Grid {
    /** {@code o / factor}. */
    ASYMMETRIC,
    /** {@code (o + ½) / factor − ½}: pixels are areas. */
    HALF_PIXEL,
    /** As half-pixel, but a single new position lies at 0 (PyTorch). */
    PYTORCH_HALF_PIXEL,
    /** As half-pixel, centered on the axis if {@code in · factor} is not a whole number. */
    HALF_PIXEL_SYMMETRIC,
    /** {@code (o + ½) / factor}, for the nearest position (TensorFlow). */
    HALF_PIXEL_NEAREST,
    /** {@code o · (in − 1) / (out − 1)}: the ends coincide. */
    ALIGN_CORNERS;

    @Override
    public double place(int o, int in, int out, double factor) {
      return switch (this) {
        case ASYMMETRIC -> o / factor;
        case HALF_PIXEL -> (o + 0.5) / factor - 0.5;
        case PYTORCH_HALF_PIXEL -> out > 1 ? (o + 0.5) / factor - 0.5 : 0;
        case HALF_PIXEL_SYMMETRIC ->
            in / 2.0 * (1 - out / (in * factor)) + (o + 0.5) / factor - 0.5;
        case HALF_PIXEL_NEAREST -> (o + 0.5) / factor;
        case ALIGN_CORNERS -> out > 1 ? o * (in - 1.0) / (out - 1) : 0;
      };
    }
  }

  /** Another grid with a factor other than the one that determines the extent. */
  public record Uniform(Grid grid, double factor) implements Grid {
    @Override
    public double place(int o, int in, int out, double unused) {
      return grid.place(o, in, out, factor);
    }
  }

  /** A part of the axis, from {@code start} to {@code end} of its length, with aligned ends. */
  public record Crop(double start, double end) implements Grid {
    public Crop {
      if (!(start >= 0 && start <= 1 && end >= 0 && end <= 1)) {
        throw new IllegalArgumentException("a part from " + start + " to " + end);
      }
    }

    @Override
    public double place(int o, int in, int out, double factor) {
      return out > 1
          ? (start + o * (end - start) / (out - 1)) * (in - 1)
          : (start + end) / 2 * (in - 1);
    }
  }

  /** Interpolates at a place between positions; beyond the ends the outermost position counts. */
  public sealed interface Filter {}

  /** A single position. */
  public enum Nearest implements Filter {
    /** The position below or at the place. */
    FLOOR,
    /** The position above or at the place. */
    CEIL,
    /** The nearest position, the lower one of two. */
    NEAREST_DOWN,
    /** The nearest position, the upper one of two. */
    NEAREST_UP
  }

  /**
   * Linear interpolation between the two neighbors.
   *
   * @param antialias whether, when shrinking, the result is the mean of all old positions covered
   */
  public record Linear(boolean antialias) implements Filter {}

  /**
   * Keys's cubic convolution over four neighbors.
   *
   * @param a the slope at distance 1, −0.75 or −0.5
   * @param exclude whether neighbors beyond the ends are omitted, instead of repeated
   */
  public record Cubic(double a, boolean exclude, boolean antialias) implements Filter {}

  /** Old positions, which may repeat, and their weights. */
  public record Mix(int[] places, double[] shares) {}

  public Scaling {
    if (!(factor > 0) || factor > 1024) {
      throw new IllegalArgumentException("a factor of " + factor);
    }
  }

  /** Returns the new extent. */
  public int extent(int in) {
    // The factor is often a quotient of extents, or a float: 7 · (14 / 7) must be 14.
    int out = (int) Math.floor(in * factor * (1 + 1e-7));
    if (out < 1) {
      throw new IllegalArgumentException(in + " positions times " + factor + " are none");
    }
    return out;
  }

  /** Returns the mix of old positions for new position {@code o}. */
  public Mix mix(int o, int in) {
    double place = grid.place(o, in, extent(in), factor);
    if (filter instanceof Nearest nearest) {
      return new Mix(new int[] {clamped(nearest(nearest, place), in)}, new double[] {1});
    } else if (filter instanceof Linear linear) {
      double at = linear.antialias ? place : Math.min(Math.max(place, 0), in - 1.0);
      return weighted(at, in, 1, linear.antialias, false, 0);
    }
    Cubic cubic = (Cubic) filter;
    return weighted(place, in, 2, cubic.antialias, cubic.exclude, cubic.a);
  }

  private static int nearest(Nearest rounding, double place) {
    return (int)
        switch (rounding) {
          case FLOOR -> Math.floor(place);
          case CEIL -> Math.ceil(place);
          case NEAREST_DOWN -> Math.ceil(place - 0.5);
          case NEAREST_UP -> Math.floor(place + 0.5);
        };
  }

  /** Returns all positions nearer than {@code radius}, or farther if the axis shrinks. */
  private Mix weighted(
      double place, int in, int radius, boolean antialias, boolean exclude, double a) {
    double narrow = antialias ? Math.min(factor, 1) : 1;
    int first = (int) Math.floor(place - radius / narrow) + 1;
    int count = (int) Math.ceil(place + radius / narrow) - first;
    int[] places = new int[Math.max(count, 1)];
    double[] shares = new double[places.length];
    double sum = 0;
    for (int i = 0; i < places.length; i++) {
      boolean outside = first + i < 0 || first + i >= in;
      double distance = Math.abs(first + i - place) * narrow;
      places[i] = clamped(first + i, in);
      shares[i] = exclude && outside ? 0 : radius == 1 ? 1 - distance : cubic(distance, a);
      sum += shares[i];
    }
    for (int i = 0; i < shares.length; i++) {
      shares[i] /= sum;
    }
    return new Mix(places, shares);
  }

  /**
   * Computes the kernel of Keys, "Cubic convolution interpolation for digital image processing"
   * (1981), equation 15 with any slope.
   */
  private static double cubic(double x, double a) {
    return x <= 1
        ? ((a + 2) * x - (a + 3)) * x * x + 1
        : x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0;
  }

  private static int clamped(int place, int in) {
    return Math.min(Math.max(place, 0), in - 1);
  }
}
