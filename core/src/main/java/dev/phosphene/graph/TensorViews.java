package dev.phosphene.graph;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Views of tensors as layers with channels and positions. A file's tensor with its own batch axis,
 * which is always 1, is {@code [n, 1, …]} here. Its view omits that axis; the view has the name
 * from the file, and the tensor the same name with an {@link View#ending}.
 */
public final class TensorViews {
  private static final List<String> ENDINGS = List.of("/tokens", "/features", "/tensor");

  private TensorViews() {}

  /**
   * A view of a tensor.
   *
   * @param op maps the tensor to the view
   * @param ending suffix of the tensor's name
   */
  public record View(Op op, String ending) {}

  /**
   * Returns the view of a tensor: {@code [1, c, h, w]} is an image {@code [c, h, w]}, {@code [1, t,
   * c]} tokens {@code [c, t, 1]}, {@code [1, c]} features {@code [c, 1, 1]}; {@link Layout} tells
   * whether it really is. Empty for any other.
   *
   * @param extents without the batch axis
   */
  public static Optional<View> of(List<Integer> extents) {
    if (extents.isEmpty() || extents.get(0) != 1) {
      return Optional.empty();
    }
    return switch (extents.size()) {
      case 2 ->
          Optional.of(new View(new Op.Reshape(List.of(extents.get(1), 1, 1)), ENDINGS.get(1)));
      case 3 -> Optional.of(new View(new Op.Tokens(), ENDINGS.get(0)));
      case 4 -> Optional.of(new View(new Op.Reshape(extents.subList(1, 4)), ENDINGS.get(2)));
      default -> Optional.empty();
    };
  }

  /** Returns the name to show for a layer: that of its view, if it has one. */
  public static String shown(Graph graph, String layer) {
    return graph.consumers(layer).stream()
        .filter(reader -> isView(graph.node(reader)))
        .findFirst()
        .orElse(layer);
  }

  /** Returns the views of a graph, by the names of the tensors they show. */
  static Map<String, Node> in(Graph graph) {
    Map<String, Node> views = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (isView(node)) {
        views.put(node.input(), node);
      }
    }
    return views;
  }

  /** Returns whether a node is a view of another. */
  static boolean isView(Node node) {
    boolean shows = node.op() instanceof Op.Tokens || node.op() instanceof Op.Reshape;
    return shows
        && ENDINGS.stream().anyMatch(ending -> node.input().startsWith(node.name() + ending));
  }
}
