package dev.phosphene.rewrite;

import dev.phosphene.graph.Graph;
import java.util.Collection;

/** Applies every rewrite that makes a graph cheaper without changing its taps. */
public final class Lean {
  private Lean() {}

  /** Returns the cheaper graph, with the same taps. */
  public static Graph of(Graph graph, Collection<String> taps) {
    return FoldPad.in(FoldBatchNorm.in(Formulas.in(graph, taps), taps), taps);
  }
}
