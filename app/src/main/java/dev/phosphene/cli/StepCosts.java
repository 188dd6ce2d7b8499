package dev.phosphene.cli;

import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;

/**
 * The cost of each step of a run. A step of a dream costs as much as its octave has pixels, so that
 * most of the time goes into the last octave.
 *
 * @param octaves of a dream; 1 for the usual loop
 * @param scale from the sides of an octave to those of the next
 * @param each how many steps in each octave, at least 1
 */
record StepCosts(int octaves, double scale, int each) {
  /** Steps that all cost the same. */
  static final StepCosts EVEN = new StepCosts(1, 1, 1);

  /** That of a recipe's runs. */
  static StepCosts of(Recipe recipe) {
    int octaves = recipe.get(Setting.OCTAVES);
    return octaves == 0 || recipe.steps() == 0
        ? EVEN
        : new StepCosts(octaves, recipe.get(Setting.OCTAVE_SCALE), recipe.steps());
  }

  /**
   * The part of the work, in [0, 1], that is done after {@code index} of {@code steps} steps; a
   * flight into a dream has several dreams' steps.
   */
  double done(int index, int steps) {
    int dream = octaves * each;
    double whole = 0;
    double within = 0;
    for (int octave = 0; octave < octaves; octave++) {
      double pixels = Math.pow(scale, 2.0 * octave);
      whole += pixels;
      within += pixels * Math.max(0, Math.min(each, index % dream - octave * each)) / each;
    }
    double dreams = Math.max(1, (double) steps / dream);
    int dreamed = index / dream;
    return Math.min(1, (dreamed + within / whole) / dreams);
  }
}
