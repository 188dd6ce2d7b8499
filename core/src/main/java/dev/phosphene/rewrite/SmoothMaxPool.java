package dev.phosphene.rewrite;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;

/**
 * Replaces the gradient of max pooling by that of average pooling over the same windows, so that
 * all inputs of a window receive some; values are unchanged. The gradient is less noisy, but no
 * longer the objective's.
 *
 * <p>As in TensorFlow's average pooling, each window's gradient is divided by the number of inputs
 * inside the image; the border receives none.
 *
 * <p>Source: tensorflow/lucid lucid/optvis/overrides/smoothed_maxpool_grad.py,
 * avg_smoothed_maxpool_grad.
 */
public final class SmoothMaxPool {
  private SmoothMaxPool() {}

  /** Returns the same graph with every max pooling's gradient smoothed. */
  public static Graph in(Graph graph) {
    return Graph.of(graph.nodes().stream().map(SmoothMaxPool::smooth).toList()).with(graph.notes());
  }

  private static Node smooth(Node node) {
    return node.op() instanceof Op.MaxPool pool
        ? new Node(node.name(), new Op.MaxPool(pool.window(), true), node.inputs())
        : node;
  }
}
