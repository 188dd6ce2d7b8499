package dev.phosphene.engine.onednn;

import dev.phosphene.graph.Cost;
import dev.phosphene.graph.Graph;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import java.util.Collection;
import java.util.Set;

/** Decides whether a network's layers are long enough to be split among threads. */
final class LayerSizes {
  /** Mean multiplications per layer from which on layers scale by themselves. */
  private static final long LONG = 50_000_000;

  private LayerSizes() {}

  /** Returns whether threads that split each layer would mostly wait for the slowest. */
  static boolean areShort(Graph graph, Collection<String> taps, Shape input) {
    Graph cut = Cut.at(graph, Set.copyOf(taps));
    long products = 0;
    long layers = 0;
    for (Cost cost : Cost.of(cut, cut.shapes(input)).values()) {
      products += cost.products();
      layers += cost.products() > 0 ? 1 : 0;
    }
    return products < LONG * layers;
  }
}
