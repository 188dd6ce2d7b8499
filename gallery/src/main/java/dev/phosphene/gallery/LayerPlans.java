package dev.phosphene.gallery;

import dev.phosphene.gallery.data.NetworkFacts;
import dev.phosphene.gallery.plan.GalleryPlan;
import dev.phosphene.gallery.plan.LayerPlan;
import dev.phosphene.recipe.DefaultSize;
import dev.phosphene.recipe.Recipe;
import java.util.List;
import java.util.Optional;

/** Makes the plan of a layer. */
final class LayerPlans {
  private LayerPlans() {}

  /** Of a layer that a gallery's folder has, though the plan does not name it. */
  static LayerPlan of(GalleryPlan plan, NetworkFacts facts, String layer, List<Integer> units) {
    return of(facts, layer, units, plan.techniques().get(0).recipe(), plan.sizeFree());
  }

  /**
   * Of a layer.
   *
   * @param sizeFree whether its images have the size that suits it, as {@link DefaultSize} says
   */
  static LayerPlan of(
      NetworkFacts facts, String layer, List<Integer> units, Recipe recipe, boolean sizeFree) {
    return new LayerPlan(
        layer,
        facts.id(layer),
        facts.channels(layer),
        units,
        sizeFree
            ? Optional.of(DefaultSize.in(recipe, facts.graph(), List.of(layer)).size())
            : Optional.empty());
  }
}
