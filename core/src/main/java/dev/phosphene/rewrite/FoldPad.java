package dev.phosphene.rewrite;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Window;
import dev.phosphene.graph.Window.Padding.Explicit;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Folds borders into the convolutions and max poolings after them, which need no copy of their
 * input for it. A pooling's own border never wins; zeros may, but after a ReLU only where all other
 * values are zero, too, and no gradient passes.
 */
final class FoldPad {
  private FoldPad() {}

  /** Folds each border that has no other reader and is not a tap. */
  static Graph in(Graph graph, Collection<String> taps) {
    Map<String, Node> folded = new HashMap<>();
    Set<String> gone = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof Op.Conv || node.op() instanceof Op.MaxPool)) {
        continue;
      }
      Node source = graph.node(node.input());
      if (source.op() instanceof Op.Pad pad
          && graph.consumers(source.name()).size() == 1
          && !taps.contains(source.name())) {
        fold(node.op(), pad, graph.node(source.input()).op())
            .ifPresent(
                op -> {
                  folded.put(node.name(), new Node(node.name(), op, source.inputs()));
                  gone.add(source.name());
                });
      }
    }
    Graph.Builder builder = Graph.builder(graph.inputChannels());
    for (Node node : graph.nodes()) {
      if (!gone.contains(node.name()) && !(node.op() instanceof Op.Input)) {
        builder.add(folded.getOrDefault(node.name(), node));
      }
    }
    return builder.build();
  }

  private static Optional<Op> fold(Op op, Op.Pad pad, Op before) {
    if (op instanceof Op.Conv conv && pad.value() == 0) {
      return wider(conv.window(), pad)
          .map(
              window ->
                  new Op.Conv(conv.weight(), conv.bias(), window, conv.groups(), conv.narrowed()));
    } else if (op instanceof Op.MaxPool pool && !pool.smoothGradient()) {
      boolean never = pad.value() == Float.NEGATIVE_INFINITY;
      return never || (pad.value() == 0 && before instanceof Op.Relu)
          ? wider(pool.window(), pad).filter(FoldPad::seesInput).map(Op.MaxPool::new)
          : Optional.empty();
    }
    return Optional.empty();
  }

  private static Optional<Window> wider(Window window, Op.Pad pad) {
    if (!(window.padding() instanceof Explicit own)) {
      return Optional.empty();
    }
    Explicit all =
        new Explicit(
            own.top() + pad.top(),
            own.left() + pad.left(),
            own.bottom() + pad.bottom(),
            own.right() + pad.right());
    return Optional.of(window.with(all));
  }

  /** Returns whether every position of the window covers some input. */
  private static boolean seesInput(Window window) {
    return window.padding() instanceof Explicit border
        && Math.max(window.dilationH(), window.dilationW()) == 1
        && Math.max(border.top(), border.bottom()) < window.kernelH()
        && Math.max(border.left(), border.right()) < window.kernelW();
  }
}
