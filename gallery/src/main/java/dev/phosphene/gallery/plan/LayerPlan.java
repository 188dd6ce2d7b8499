package dev.phosphene.gallery.plan;

import dev.phosphene.error.InputException;
import dev.phosphene.recipe.Size;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A layer of a gallery.
 *
 * @param name in the network
 * @param id its folder, also in addresses
 * @param channels that it has
 * @param units those that the gallery is to have, ascending
 * @param size of the layer's images, where it does not come from the recipe
 */
public record LayerPlan(
    String name, String id, int channels, List<Integer> units, Optional<Size> size) {
  public LayerPlan {
    units = List.copyOf(units);
  }

  /** The same layer with other units. */
  public LayerPlan with(List<Integer> others) {
    return new LayerPlan(name, id, channels, others, size);
  }

  /**
   * The units of a range, as far as the layer has them.
   *
   * @param ranges such as {@code 0-31} or {@code 3,8-11}; empty for all
   * @throws InputException if the text is no list of ranges
   */
  public static List<Integer> units(String ranges, int channels) {
    if (ranges.isBlank()) {
      return IntStream.range(0, channels).boxed().toList();
    }
    return Arrays.stream(ranges.split(",", -1))
        .flatMap(range -> range(range.strip()).boxed())
        .filter(unit -> unit < channels)
        .distinct()
        .sorted()
        .toList();
  }

  /** The ranges of ascending units, as {@link #units} reads them. */
  public static String ranges(List<Integer> units) {
    StringBuilder text = new StringBuilder();
    for (int from = 0, to; from < units.size(); from = to) {
      int first = units.get(from);
      to = from + 1;
      while (to < units.size() && units.get(to) == first + to - from) {
        to++;
      }
      int last = units.get(to - 1);
      text.append(text.isEmpty() ? "" : ",").append(first);
      if (last > first) {
        text.append('-').append(last);
      }
    }
    return text.toString();
  }

  private static IntStream range(String text) {
    if (!text.matches("\\d{1,7}(-\\d{1,7})?")) {
      throw new InputException(
          "--units takes numbers and ranges such as 0-31 or 3,8-11, not \"" + text + "\"");
    }
    String[] ends = text.split("-", -1);
    int first = Integer.parseInt(ends[0]);
    int last = Integer.parseInt(ends[ends.length - 1]);
    if (last < first) {
      throw new InputException("--units " + text + " ends before it begins");
    }
    return IntStream.rangeClosed(first, Math.min(last, first + 1_000_000));
  }
}
