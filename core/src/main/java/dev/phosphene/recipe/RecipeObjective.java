package dev.phosphene.recipe;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Layers;
import dev.phosphene.graph.Layout;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Align;
import dev.phosphene.objective.Diversity;
import dev.phosphene.objective.Like;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.Penalized;
import dev.phosphene.tensor.Shape;
import java.util.List;

/** Adds a recipe's diversity, alignment and fidelity terms to the requested objective. */
public final class RecipeObjective {
  private RecipeObjective() {}

  /**
   * Returns the objective with the recipe's diversity and alignment in each of its layers, and its
   * fidelity to the photograph that the run starts from, each as {@link Penalized}.
   *
   * @throws InputException if the recipe has too few images for these terms, no photograph, or no
   *     layer to compare images in
   */
  public static Objective of(Recipe recipe, Objective requested, Start start) {
    List<String> layers = layers(requested);
    double diversity = recipe.get(Setting.DIVERSITY);
    double alignment = recipe.get(Setting.ALIGNMENT);
    if ((diversity > 0 || alignment > 0) && layers.isEmpty()) {
      throw new InputException(
          requested
              + " reads no layer in which images could be compared; leave out "
              + recipe.saidBy(diversity > 0 ? Setting.DIVERSITY : Setting.ALIGNMENT));
    }
    int comparisons = layers.size() * Math.max(1, recipe.get(Setting.BATCH) - 1);
    Objective all = requested;
    for (String layer : layers) {
      all = penalised(all, diversity / comparisons, new Diversity(layer));
      all = penalised(all, alignment / layers.size(), new Align(layer));
    }
    if (recipe.get(Setting.FIDELITY) > 0) {
      if (!(start instanceof Start.Photo photo)) {
        throw new InputException(
            recipe.saidBy(Setting.FIDELITY)
                + " stays near the photograph that a run starts from; give one with --start PHOTO");
      }
      Like near = new Like(Objective.INPUT, photo.file());
      all = penalised(all, recipe.get(Setting.FIDELITY), near);
    }
    if (all.pictures() > recipe.get(Setting.BATCH)) {
      throw new InputException(
          all + " compares images with each other; use " + all.pictures() + " or more by --batch");
    }
    return all;
  }

  /**
   * Refuses to compare styles in layers of one position, where the style equals the values.
   *
   * @param input {@code [n, 3, h, w]}
   */
  public static void requireStyles(
      Graph graph, List<Objective> requested, Model model, Shape input) {
    Layers known = Layers.of(graph, input);
    for (Objective objective : requested) {
      for (String layer : layers(objective.on(model))) {
        if (known.layout(layer) == Layout.FEATURES) {
          throw new InputException(
              ("%s compares the styles of images in the layer that is read, and \"%s\" has only one"
                      + " position, so no style; compare them in another: '%s +"
                      + " 100*diversity(LAYER)' with --batch 4 and without --recipe diverse")
                  .formatted(Setting.DIVERSITY, layer, objective));
        }
      }
    }
  }

  private static List<String> layers(Objective objective) {
    return objective.reads().stream()
        .map(Objective.Reads::layer)
        .distinct()
        .filter(layer -> !layer.equals(Objective.INPUT))
        .toList();
  }

  private static Objective penalised(Objective objective, double weight, Objective penalty) {
    return weight > 0 ? new Penalized(objective, weight, penalty) : objective;
  }
}
