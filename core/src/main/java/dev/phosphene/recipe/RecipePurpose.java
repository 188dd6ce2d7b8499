package dev.phosphene.recipe;

import dev.phosphene.error.InputException;
import dev.phosphene.objective.Caricature;
import dev.phosphene.objective.Interpolate;
import dev.phosphene.objective.Like;
import dev.phosphene.objective.Objective;
import java.util.List;

/** Checks that a recipe supports the objective and the start. */
final class RecipePurpose {
  private RecipePurpose() {}

  static void check(Recipe recipe, List<Objective> objectives, Start start) {
    for (Objective objective : objectives) {
      if (recipe.name().equals(Recipes.INTERPOLATE.name())) {
        require(
            objective.has(Interpolate.class),
            recipe,
            "makes a row of images from one objective to another, 'interpolate(A, B)', and "
                + objective
                + " is only one; for several images of it there is --recipe diverse");
      } else if (recipe.name().equals(Recipes.INVERT.name())) {
        require(
            objective.has(Like.class),
            recipe,
            "requires 'like(LAYER, PHOTO)', and "
                + objective
                + " compares with no photograph; leave the recipe out");
      } else if (recipe.name().equals(Recipes.CARICATURE.name())) {
        require(
            objective.has(Caricature.class),
            recipe,
            "requires 'caricature(LAYER, PHOTO)', and "
                + objective
                + " exaggerates no photograph; leave the recipe out");
      }
    }
    if (recipe.name().equals(Recipes.ACCENTUATE.name()) && recipe.get(Setting.FIDELITY) > 0) {
      require(
          start instanceof Start.Photo,
          recipe,
          "amplifies what a photograph contains; give it with --start PHOTO");
    }
  }

  private static void require(boolean fits, Recipe recipe, String otherwise) {
    if (!fits) {
      throw new InputException("--recipe " + recipe.name() + " " + otherwise);
    }
  }
}
