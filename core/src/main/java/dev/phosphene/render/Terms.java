package dev.phosphene.render;

import dev.phosphene.error.InputException;
import dev.phosphene.objective.Align;
import dev.phosphene.objective.Diversity;
import dev.phosphene.objective.Like;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.Sum;
import java.util.ArrayList;
import java.util.List;

/** What a recipe adds to the objective that was asked for. */
final class Terms {
  private Terms() {}

  /**
   * The objective with the recipe's diversity and alignment in each of its layers, and its fidelity
   * to the photograph that the run starts from.
   *
   * @throws InputException if the recipe has too few pictures for what is asked, or no photograph
   */
  static Objective of(Recipe recipe, Objective asked, Start start) {
    List<Sum.Term> terms = new ArrayList<>();
    terms.add(new Sum.Term(1, asked));
    for (String layer : layers(asked)) {
      add(terms, recipe.get(Setting.DIVERSITY), new Diversity(layer));
      add(terms, recipe.get(Setting.ALIGNMENT), new Align(layer));
    }
    if (recipe.get(Setting.FIDELITY) > 0) {
      if (!(start instanceof Start.Photo photo)) {
        throw new InputException(
            "--fidelity is to the photograph that a run starts from; name one by --start");
      }
      add(terms, recipe.get(Setting.FIDELITY), new Like(Objective.INPUT, photo.file()));
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

  private static void add(List<Sum.Term> terms, double weight, Objective objective) {
    if (weight > 0) {
      terms.add(new Sum.Term(weight, objective));
    }
  }
}
