package dev.phosphene.graph;

import java.util.List;
import java.util.stream.IntStream;

/** The indices along an axis that {@link Op.Select} takes; some depend on the axis's extent. */
public sealed interface Selection {
  /** A place without a source: the value there is 0. */
  int NOTHING = -1;

  /**
   * Returns the places, or {@link #NOTHING}, in order.
   *
   * @throws IllegalArgumentException if a place is not on the axis, or there are none or too many
   */
  int[] places(int extent);

  /** The listed places; repeats are allowed. */
  record Listed(List<Integer> places) implements Selection {
    public Listed {
      places = List.copyOf(places);
    }

    @Override
    public int[] places(int extent) {
      for (int place : places) {
        require(place >= 0 && place < extent, "there is no place " + place + " among " + extent);
      }
      require(!places.isEmpty(), "it takes nothing");
      return places.stream().mapToInt(place -> place).toArray();
    }
  }

  /**
   * Every {@code step}-th place from {@code start} to before {@code end}. Negative numbers count
   * from the end, and places beyond the axis are left out, as in NumPy's slices.
   */
  record Range(long start, long end, long step) implements Selection {
    public Range {
      require(step != 0, "a step of 0");
    }

    @Override
    public int[] places(int extent) {
      long from = Math.max(start < 0 ? start + extent : start, step < 0 ? -1 : 0);
      long to = Math.max(end < 0 ? Math.max(end, -extent - 1L) + extent : end, -1);
      long stride = Math.max(Math.min(step, extent), -extent);
      IntStream places =
          stride > 0
              ? IntStream.iterate(
                  (int) Math.min(from, extent),
                  i -> i < Math.min(to, extent),
                  i -> i + (int) stride)
              : IntStream.iterate(
                  (int) Math.min(from, extent - 1L), i -> i > to, i -> i + (int) stride);
      int[] all = places.toArray();
      require(all.length > 0, "%d to %d of %d selects no places".formatted(start, end, extent));
      return all;
    }
  }

  /** All places, with others before and after. */
  record Border(int before, int after, Filling filling) implements Selection {
    public Border {
      require(Math.min(before, after) >= 0, "negative border");
    }

    @Override
    public int[] places(int extent) {
      require(
          filling != Filling.REFLECT || Math.max(before, after) < extent,
          "a border of " + Math.max(before, after) + " reflects more than " + extent + " places");
      return IntStream.range(-before, extent + after).map(i -> filled(i, extent)).toArray();
    }

    private int filled(int i, int extent) {
      return switch (filling) {
        case ZERO -> i < 0 || i >= extent ? NOTHING : i;
        case EDGE -> Math.min(Math.max(i, 0), extent - 1);
        case REFLECT -> i < 0 ? -i : i >= extent ? 2 * extent - 2 - i : i;
        case WRAP -> Math.floorMod(i, extent);
      };
    }
  }

  /** The values of a border. */
  enum Filling {
    ZERO,
    /** The outermost value. */
    EDGE,
    /** The inner values mirrored at the outermost, which is not repeated. */
    REFLECT,
    /** The values at the other end. */
    WRAP
  }

  private static void require(boolean condition, String message) {
    if (!condition) {
      throw new IllegalArgumentException(message);
    }
  }
}
