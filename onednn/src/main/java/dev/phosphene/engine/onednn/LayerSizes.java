package dev.phosphene.engine.onednn;

import dev.phosphene.graph.Cost;
import dev.phosphene.graph.Graph;
import dev.phosphene.rewrite.Cut;
import dev.phosphene.tensor.Shape;
import java.util.Collection;
import java.util.Set;

/** Whether a network's layers are long enough to be shared among threads. */
final class LayerSizes {
  /** Multiplications of a layer, on average, from which on it scales by itself. */
  private static final long LONG = 50_000_000;

  private LayerSizes() {}

  /** Whether threads that share each layer would mostly wait for the slowest. */
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
