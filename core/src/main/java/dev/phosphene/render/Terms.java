package dev.phosphene.render;

import dev.phosphene.error.InputException;
import dev.phosphene.objective.Align;
import dev.phosphene.objective.Diversity;
import dev.phosphene.objective.Like;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.Product;
import dev.phosphene.objective.Sum;
import java.util.ArrayList;
import java.util.List;

/**
 * What a recipe adds to the objective that was asked for. Each addition multiplies it by a factor
 * that is 1 at best, so that one weight suits networks whose activations are large or small.
 */
final class Terms {
  private Terms() {}

  /**
   * The objective f, as f · (1 − w · likeness of the pictures), f · (1 − w · distance of the
   * neighbours), and f · (1 − w · distance from the start) for the recipe's weights w.
   *
   * @throws InputException if the recipe has too few pictures for what is asked, or no photograph
   */
  static Objective of(Recipe recipe, Objective asked, Start start) {
    List<Sum.Term> terms = new ArrayList<>();
    terms.add(new Sum.Term(1, asked));
    int others = Math.max(1, recipe.get(Setting.PICTURES) - 1);
    for (String layer : layers(asked)) {
      add(terms, asked, recipe.get(Setting.DIVERSITY) / others, new Diversity(layer));
      add(terms, asked, recipe.get(Setting.ALIGNMENT), new Align(layer));
    }
    if (recipe.get(Setting.FIDELITY) > 0) {
      if (!(start instanceof Start.Photo photo)) {
        throw new InputException(
            "--fidelity is to the photograph that a run starts from; name one by --start");
      }
      Like near = new Like(Objective.INPUT, photo.file());
      add(terms, asked, recipe.get(Setting.FIDELITY), near);
    }
    Objective all = terms.size() == 1 ? asked : new Sum(terms);
    if (all.pictures() > recipe.get(Setting.PICTURES)) {
      throw new InputException(
          all
              + " compares pictures with each other; ask for "
              + all.pictures()
              + " or more by --pictures");
    }
    return all;
  }

  private static List<String> layers(Objective objective) {
    return objective.reads().stream()
        .map(Objective.Reads::layer)
        .distinct()
        .filter(layer -> !layer.equals(Objective.INPUT))
        .toList();
  }

  private static void add(List<Sum.Term> terms, Objective asked, double weight, Objective penalty) {
    if (weight > 0) {
      terms.add(new Sum.Term(weight, new Product(List.of(asked, penalty))));
    }
  }
}
