package dev.phosphene.gallery.wiring;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One way from channels back to where they come from.
 *
 * @param end the node or layer at its end
 * @param channels for each channel which one of the end it comes from, or -1 if it does not
 * @param gains what each is multiplied with on the way
 * @param filters the depthwise convolutions on the way
 */
record Strand(String end, int[] channels, float[] gains, List<Filter> filters) {
  /**
   * A depthwise convolution on the way.
   *
   * @param node its name
   * @param channels for each channel of the strand which of its channels it is, or -1
   */
  record Filter(String node, int[] channels) {
    private boolean is(Filter other) {
      return node.equals(other.node) && Arrays.equals(channels, other.channels);
    }
  }

  Strand {
    filters = List.copyOf(filters);
  }

  /** The end itself. */
  static Strand at(String end, int size) {
    float[] gains = new float[size];
    Arrays.fill(gains, 1);
    return new Strand(end, identity(size), gains, List.of());
  }

  /** As seen one operation later. */
  Strand behind(Step step) {
    int[] from = step.channels();
    float[] factor = step.gains();
    if (from == null && factor == null) {
      return this;
    }
    int size = from != null ? from.length : channels.length;
    float[] product = new float[size];
    for (int c = 0; c < size; c++) {
      int old = from != null ? from[c] : c;
      product[c] = old < 0 ? 0 : gains[old] * (factor != null ? factor[c] : 1);
    }
    List<Filter> seen = new ArrayList<>();
    filters.forEach(one -> seen.add(new Filter(one.node, mapped(one.channels, from))));
    return new Strand(end, mapped(channels, from), product, seen);
  }

  /** The same behind a depthwise convolution, which is {@link #behind} already. */
  Strand filtered(String node) {
    int[] own = identity(channels.length);
    for (int c = 0; c < own.length; c++) {
      own[c] = channels[c] < 0 ? -1 : c;
    }
    List<Filter> more = new ArrayList<>(filters);
    more.add(new Filter(node, own));
    return new Strand(end, channels, gains, more);
  }

  /** Whether both lead from the same channels to the same end by the same filters. */
  boolean isParallelTo(Strand other) {
    boolean same =
        end.equals(other.end)
            && filters.size() == other.filters.size()
            && Arrays.equals(channels, other.channels);
    for (int i = 0; same && i < filters.size(); i++) {
      same = filters.get(i).is(other.filters.get(i));
    }
    return same;
  }

  /** One strand for two that are parallel. */
  Strand plus(Strand parallel) {
    float[] sum = gains.clone();
    for (int c = 0; c < sum.length; c++) {
      sum[c] += parallel.gains[c];
    }
    return new Strand(end, channels, sum, filters);
  }

  /** Whether both lead to the same end by the same filters, from whatever channels. */
  boolean isLike(Strand other) {
    return end.equals(other.end)
        && filters.stream()
            .map(Filter::node)
            .toList()
            .equals(other.filters.stream().map(Filter::node).toList());
  }

  /** One strand for two that are alike; empty if both lead from the same channel. */
  Optional<Strand> beside(Strand other) {
    int[] all = channels.clone();
    float[] gain = gains.clone();
    List<int[]> filtered = filters.stream().map(one -> one.channels.clone()).toList();
    for (int c = 0; c < all.length; c++) {
      if (other.channels[c] >= 0 && channels[c] >= 0) {
        return Optional.empty();
      } else if (other.channels[c] >= 0) {
        all[c] = other.channels[c];
        gain[c] = other.gains[c];
        for (int i = 0; i < filtered.size(); i++) {
          filtered.get(i)[c] = other.filters.get(i).channels[c];
        }
      }
    }
    List<Filter> both = new ArrayList<>();
    filtered.forEach(one -> both.add(new Filter(filters.get(both.size()).node, one)));
    return Optional.of(new Strand(end, all, gain, both));
  }

  /** Whether any channel comes from the end. */
  boolean leadsAnywhere() {
    return Arrays.stream(channels).anyMatch(channel -> channel >= 0);
  }

  private static int[] mapped(int[] channels, int @Nullable [] from) {
    if (from == null) {
      return channels;
    }
    int[] mapped = new int[from.length];
    for (int c = 0; c < mapped.length; c++) {
      mapped[c] = from[c] < 0 ? -1 : channels[from[c]];
    }
    return mapped;
  }

  private static int[] identity(int size) {
    int[] all = new int[size];
    Arrays.setAll(all, c -> c);
    return all;
  }
}
