package dev.phosphene.rewrite;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;

/**
 * Lets every input of a max pooling learn from its gradient, not only the largest: values stay what
 * they are, and the gradient is that of an average pooling of the same windows. It is less noisy,
 * and no longer the objective's.
 *
 * <p>As TensorFlow's average pooling does, each window's gradient is divided by the number of
 * inputs inside of the image; the border has no part in it.
 *
 * <p>Source: tensorflow/lucid lucid/optvis/overrides/smoothed_maxpool_grad.py,
 * avg_smoothed_maxpool_grad.
 */
public final class SmoothMaxPool {
  private SmoothMaxPool() {}

  /** The same graph with every max pooling's gradient smoothed. */
  public static Graph in(Graph graph) {
    return Graph.of(graph.nodes().stream().map(SmoothMaxPool::smooth).toList()).with(graph.notes());
  }

  private static Node smooth(Node node) {
    return node.op() instanceof Op.MaxPool pool
        ? new Node(node.name(), new Op.MaxPool(pool.window(), true), node.inputs())
        : node;
  }
}
