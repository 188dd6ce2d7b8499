package dev.phosphene.gallery.wiring;

import dev.phosphene.graph.Graph;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * What a network's weights say of its units: which units of a layer are alike, and which units of
 * the gallery's other layers feed them and are fed by them.
 *
 * <p>A unit comes from the convolution or dense layer that makes its channel, through operations
 * that keep channels apart; those that scale a channel, such as batch normalization, scale its
 * weights. Behind a concatenation it comes from one branch, behind the sum of a residual block from
 * both sides, but not from blocks before the last layer of the gallery: those are in that layer's
 * lists. Activations, pools, gates and other normalizations count as 1.
 *
 * <p>A weight between two units is the root mean square over the kernel between their channels,
 * with the sign of the kernel's sum; of several ways between two units it is the largest. Where
 * several layers of the gallery are the same units in another form, such as a convolution and its
 * ReLU, the nearest to the kernel is named. Depthwise convolutions between kernel and unit scale by
 * their own root mean square, unless the gallery shows them. A convolution between two layers that
 * the gallery does not show ends the way: there is no weight between such layers, and their lists
 * are empty. So they are where the file lacks weights, and where attention or another product of
 * activations makes the unit.
 *
 * <p>Weights are read when a layer is first asked for, one array at a time, and not kept; a few
 * entries for each unit are. Threads may share it.
 */
public final class Wiring {
  /** Entries of each list that are kept, unless more are asked for. */
  private static final int KEPT = 12;

  private final Search search;
  private final Map<String, Largest> near = new HashMap<>();
  private final Map<String, Largest> fedBy = new HashMap<>();
  private final Map<String, Largest> feeds = new HashMap<>();

  private Wiring(Search search) {
    this.search = search;
  }

  /** A unit of the same layer, and the cosine between the weights of both, from -1 to 1. */
  public record Neighbor(int unit, double cosine) {}

  /** A unit of another layer, and the weight between both. */
  public record Link(String layer, int unit, double weight) {}

  /**
   * The wiring between some layers; reads no weights yet.
   *
   * @param layers of the gallery
   * @throws dev.phosphene.error.InputException if the graph has no layer of such a name
   */
  public static Wiring of(Graph graph, Collection<String> layers) {
    return new Wiring(new Search(graph, layers));
  }

  /**
   * The units of the same layer whose weights have the largest cosine with those of {@code unit},
   * at most {@code count}, the nearest first.
   *
   * @throws IllegalArgumentException if there is no such layer or unit
   */
  public synchronized List<Neighbor> near(String layer, int unit, int count) {
    return entries(near, layer, unit, count, search::near).stream()
        .map(entry -> new Neighbor(entry.unit(), entry.value()))
        .toList();
  }

  /**
   * The units of other layers that {@code unit} reads with the largest weights, at most {@code
   * count}, the largest magnitude first.
   *
   * @throws IllegalArgumentException if there is no such layer or unit
   */
  public synchronized List<Link> fedBy(String layer, int unit, int count) {
    return links(entries(fedBy, layer, unit, count, search::fedBy));
  }

  /**
   * The units of other layers that read {@code unit} with the largest weights, at most {@code
   * count}, the largest magnitude first.
   *
   * @throws IllegalArgumentException if there is no such layer or unit
   */
  public synchronized List<Link> feeds(String layer, int unit, int count) {
    return links(entries(feeds, layer, unit, count, search::feeds));
  }

  private List<Link> links(List<Largest.Entry> entries) {
    List<String> names = search.names();
    return entries.stream()
        .map(entry -> new Link(names.get(entry.layer()), entry.unit(), entry.value()))
        .toList();
  }

  private List<Largest.Entry> entries(
      Map<String, Largest> known,
      String layer,
      int unit,
      int count,
      BiFunction<String, Integer, Largest> made) {
    int units = search.units(layer);
    if (unit < 0 || unit >= units || count < 0) {
      throw new IllegalArgumentException(
          "%d entries of unit %d of %s, which has %d units".formatted(count, unit, layer, units));
    }
    Largest lists = known.get(layer);
    if (lists == null || lists.kept() < count) {
      lists = made.apply(layer, Math.max(count, KEPT));
      known.put(layer, lists);
    }
    return lists.of(unit, count);
  }
}
