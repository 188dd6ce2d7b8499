package dev.phosphene.graph;

/**
 * How one axis of a picture gets another number of positions.
 *
 * @param factor the new extent is {@code ⌊extent · factor⌋}
 * @param grid where a new position lies on the old axis
 * @param filter what is read there
 */
public record Scaling(double factor, Grid grid, Filter filter) {

  /** Where new position {@code o} of {@code out} lies on an axis of {@code in} positions. */
  public enum Grid {
    /** {@code o / factor}. */
    ASYMMETRIC,
    /** {@code (o + ½) / factor − ½}: pixels are areas. */
    HALF_PIXEL,
    /** As half-pixel, but a single new position lies at 0 (PyTorch). */
    PYTORCH_HALF_PIXEL,
    /** {@code o · (in − 1) / (out − 1)}: the ends stay. */
    ALIGN_CORNERS
  }

  /** What is read at a place between positions; beyond the ends the outermost position counts. */
  public enum Filter {
    /** Straight line between the two neighbours. */
    LINEAR,
    /** The position below or at the place. */
    FLOOR,
    /** The position above or at the place. */
    CEIL,
    /** The nearest position, the lower one in the middle. */
    NEAREST_DOWN,
    /** The nearest position, the upper one in the middle. */
    NEAREST_UP
  }

  /** Two old positions and the share of the second; the first has the rest. */
  public record Mix(int first, int second, double share) {}

  public Scaling {
    if (!(factor > 0) || factor > 1024) {
      throw new IllegalArgumentException("a factor of " + factor);
    }
  }

  /** The new extent. */
  public int extent(int in) {
    // The factor is often a quotient of extents, or a float: 7 · (14 / 7) must be 14.
    int out = (int) Math.floor(in * factor * (1 + 1e-7));
    if (out < 1) {
      throw new IllegalArgumentException(in + " positions times " + factor + " are none");
    }
    return out;
  }

  /** What new position {@code o} is made of. */
  public Mix mix(int o, int in) {
    int out = extent(in);
    double x =
        switch (grid) {
          case ASYMMETRIC -> o / factor;
          case HALF_PIXEL -> (o + 0.5) / factor - 0.5;
          case PYTORCH_HALF_PIXEL -> out > 1 ? (o + 0.5) / factor - 0.5 : 0;
          case ALIGN_CORNERS -> out > 1 ? o * (in - 1.0) / (out - 1) : 0;
        };
    double at = Math.min(Math.max(x, 0), in - 1.0);
    int position =
        switch (filter) {
          case LINEAR, FLOOR -> (int) Math.floor(at);
          case CEIL -> (int) Math.ceil(at);
          case NEAREST_DOWN -> (int) Math.ceil(at - 0.5);
          case NEAREST_UP -> (int) Math.floor(at + 0.5);
        };
    return filter == Filter.LINEAR
        ? new Mix(position, Math.min(position + 1, in - 1), at - position)
        : new Mix(position, position, 0);
  }
}
