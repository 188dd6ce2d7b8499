package dev.phosphene.graph;

import dev.phosphene.tensor.Shape;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The meaning of the axes of a layer's activation: a shape of four extents may be an image, tokens,
 * or neither, depending on how it was computed. {@link Axes} traces them from the input.
 */
public enum Layout {
  /** {@code [n, c, h, w]}, whose rows and columns are those of the image, at any resolution. */
  IMAGE,
  /** {@code [n, c, 1, 1]}: one value per channel, without places. */
  FEATURES,
  /** {@code [n, c, h, w]} with channels, but positions that are not places, such as tokens. */
  TOKENS,
  /** Any shape; no axis is known to hold channels. */
  TENSOR;

  /** Returns whether a unit is identified by its channel. */
  public boolean channels() {
    return this != TENSOR;
  }

  /**
   * Returns the layout of every layer that has a shape.
   *
   * @param shapes shapes of the graph's nodes, as far as they are known
   */
  public static Map<String, Layout> of(Graph graph, Map<String, Shape> shapes) {
    Map<String, Layout> layouts = new HashMap<>();
    Axes.of(graph, shapes)
        .forEach(
            (name, axes) -> layouts.put(name, of(axes, Objects.requireNonNull(shapes.get(name)))));
    graph.nodes().stream()
        .filter(node -> node.op() instanceof Op.Constant)
        .forEach(node -> layouts.replace(node.name(), TENSOR));
    return layouts;
  }

  private static Layout of(Axes axes, Shape shape) {
    if (shape.rank() != 4) {
      return TENSOR;
    } else if (shape.h() * shape.w() == 1) {
      return FEATURES;
    } else if (axes.isImage()) {
      return IMAGE;
    }
    return axes.hasChannels() ? TOKENS : TENSOR;
  }

  /** Returns such a layer's output in words: {@code 197 tokens with 768 channels}. */
  public String words(Shape shape) {
    return switch (this) {
      case IMAGE -> "%d×%d places with %d channels".formatted(shape.w(), shape.h(), shape.c());
      case FEATURES -> "one value for each of %d channels".formatted(shape.c());
      case TOKENS ->
          "%d positions with %d channels".formatted(shape.h() * shape.w(), shape.c())
              + ", which are not places of the image";
      case TENSOR -> "a tensor of " + shape + ", which has no channels and positions to look at";
    };
  }
}
