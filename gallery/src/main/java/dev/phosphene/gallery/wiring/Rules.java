package dev.phosphene.gallery.wiring;

import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Node;
import dev.phosphene.graph.Op;
import org.jspecify.annotations.Nullable;

/**
 * Where walks end. A residual network's sum is the sum of all blocks before: a walk that came
 * through a sum ends at the next one whose units the gallery shows, where that layer's own lists go
 * on.
 */
record Rules(Graph graph, Steps steps, GalleryLayers layers) {

  /**
   * Back to the convolutions and dense layers that make channels.
   *
   * @param compared whether depthwise convolutions are passed, and their kernels matter
   */
  Walk.Rule makers(boolean compared) {
    return new Walk.Rule() {
      @Override
      public @Nullable String end(Place place) {
        Op op = graph.node(place.node()).op();
        int rank = steps.shape(place.node()).map(shape -> shape.rank()).orElse(0);
        boolean ends =
            Kernel.makes(op, place.axis(), rank) && !(compared && Kernel.isDepthwise(op));
        return ends ? place.node() : null;
      }

      @Override
      public boolean passes(Place place, boolean behindSum) {
        return !(behindSum && isShownSum(place));
      }

      @Override
      public boolean comparesFilters() {
        return compared;
      }
    };
  }

  /** Back to the nearest layers of the gallery. */
  Walk.Rule nearest() {
    return new Walk.Rule() {
      @Override
      public @Nullable String end(Place place) {
        return layers.at(place);
      }

      @Override
      public boolean passes(Place place, boolean behindSum) {
        return true;
      }

      @Override
      public boolean comparesFilters() {
        return false;
      }
    };
  }

  /** Back to one layer, through others that give its channels another form. */
  Walk.Rule to(String layer) {
    boolean isSum = layers.isSum(layer);
    return new Walk.Rule() {
      @Override
      public @Nullable String end(Place place) {
        return layer.equals(layers.at(place)) ? layer : null;
      }

      @Override
      public boolean passes(Place place, boolean behindSum) {
        boolean shownFilter =
            Kernel.isDepthwise(graph.node(place.node()).op()) && layers.shows(place.node());
        return !shownFilter && !((isSum || behindSum) && isShownSum(place));
      }

      @Override
      public boolean comparesFilters() {
        return false;
      }
    };
  }

  private boolean isShownSum(Place place) {
    Node node = graph.node(place.node());
    return Walk.isSum(graph, node) && layers.shows(node.name());
  }
}
