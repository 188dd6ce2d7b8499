package dev.phosphene.graph;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The outputs of a network's layers for images of one size.
 *
 * @param graph the network
 * @param shapes shapes of the computable layers
 * @param layouts layouts of the same layers
 * @param ends for each other layer, the reason
 */
public record Layers(
    Graph graph, Map<String, Shape> shapes, Map<String, Layout> layouts, Map<String, String> ends) {

  /** Returns the layers with known shapes. */
  public static Layers of(Graph graph, Map<String, Shape> shapes) {
    return new Layers(graph, shapes, Layout.of(graph, shapes), Map.of());
  }

  /**
   * Returns the layers that can be computed for an input.
   *
   * @param input {@code [n, c, h, w]}
   */
  public static Layers of(Graph graph, Shape input) {
    Graph.Reach reach = graph.reach(input);
    return new Layers(graph, reach.shapes(), Layout.of(graph, reach.shapes()), reach.ends());
  }

  /** Returns whether a layer of that name can be computed. */
  public boolean has(String layer) {
    return shapes.containsKey(node(layer));
  }

  /**
   * Returns the shape of a layer.
   *
   * @throws InputException if there is no such layer, or it cannot be computed
   */
  public Shape shape(String layer) {
    return found(shapes.get(node(layer)), layer);
  }

  /**
   * Returns the layout of a layer.
   *
   * @throws InputException if there is no such layer, or it cannot be computed
   */
  public Layout layout(String layer) {
    return found(layouts.get(node(layer)), layer);
  }

  private <T> T found(@Nullable T value, String layer) {
    if (value == null) {
      throw new InputException(String.valueOf(ends.get(node(layer))));
    }
    return value;
  }

  /** Returns the node of a name or an alias. */
  private String node(String layer) {
    return graph.names().contains(layer) ? layer : graph.node(layer).input();
  }

  /**
   * Refuses a layer without known channels.
   *
   * @throws InputException saying what the layer is, and which view of it exists
   */
  public void requireChannels(String layer) {
    if (!layout(layer).channels()) {
      Node view = TensorViews.in(graph).get(node(layer));
      boolean better = view != null && layouts.getOrDefault(view.name(), Layout.TENSOR).channels();
      throw new InputException(
          "layer \"%s\" gives %s%s"
              .formatted(
                  layer,
                  words(layer),
                  better && view != null ? "; look at \"" + view.name() + "\"" : ""));
    }
  }

  /**
   * Refuses a layer whose positions are not places of the image.
   *
   * @param so what is therefore impossible
   * @throws InputException saying what the layer is
   */
  public void requirePlaces(String layer, String so) {
    requireChannels(layer);
    if (layout(layer) == Layout.TOKENS) {
      throw new InputException("layer \"%s\" gives %s, so %s".formatted(layer, words(layer), so));
    }
  }

  /** Returns whether a layer has only channels, in any shape, and no positions. */
  public boolean pooled(String layer) {
    Axes axes = Axes.of(graph, shapes).get(node(layer));
    return layout(layer) == Layout.FEATURES || (axes != null && !axes.hasPositions());
  }

  /** Returns a layer's output in words. */
  public String words(String layer) {
    return layout(layer).words(shape(layer));
  }
}
