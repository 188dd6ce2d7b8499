package dev.phosphene.graph;

import dev.phosphene.error.InputException;
import dev.phosphene.tensor.Shape;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the layers of a network give for images of one size.
 *
 * @param graph whose layers these are
 * @param shapes of those that are reached
 * @param layouts of the same
 * @param ends why the others are not reached
 */
public record Layers(
    Graph graph, Map<String, Shape> shapes, Map<String, Layout> layouts, Map<String, String> ends) {

  /** Of layers whose shapes are known. */
  public static Layers of(Graph graph, Map<String, Shape> shapes) {
    return new Layers(graph, shapes, Layout.of(graph, shapes), Map.of());
  }

  /**
   * As far as the network goes.
   *
   * @param input {@code [n, c, h, w]}
   */
  public static Layers of(Graph graph, Shape input) {
    Graph.Reach reach = graph.reach(input);
    return new Layers(graph, reach.shapes(), Layout.of(graph, reach.shapes()), reach.ends());
  }

  /** Whether the input gets to a layer of that name. */
  public boolean has(String layer) {
    return shapes.containsKey(node(layer));
  }

  /**
   * The shape of a layer.
   *
   * @throws InputException if there is no such layer, or the input does not get there
   */
  public Shape shape(String layer) {
    return found(shapes.get(node(layer)), layer);
  }

  /**
   * The layout of a layer.
   *
   * @throws InputException if there is no such layer, or the input does not get there
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

  /** The node of a name, which may be another name of it. */
  private String node(String layer) {
    return graph.names().contains(layer) ? layer : graph.node(layer).input();
  }

  /**
   * Refuses a layer whose units cannot be told apart.
   *
   * @throws InputException saying what it is, and which view of it there is
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
   * Refuses a layer whose positions are no places of the image.
   *
   * @param so what cannot be done therefore
   * @throws InputException saying what the layer is
   */
  public void requirePlaces(String layer, String so) {
    requireChannels(layer);
    if (layout(layer) == Layout.TOKENS) {
      throw new InputException("layer \"%s\" gives %s, so %s".formatted(layer, words(layer), so));
    }
  }

  /** Whether a layer has channels alone, in whatever shape, and no positions. */
  public boolean pooled(String layer) {
    Axes axes = Axes.of(graph, shapes).get(node(layer));
    return layout(layer) == Layout.FEATURES || (axes != null && !axes.hasPositions());
  }

  /** What a layer gives, in words. */
  public String words(String layer) {
    return layout(layer).words(shape(layer));
  }
}
