package dev.phosphene.cli;

import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;

/**
 * The cost of each step of a run. A dream's step costs in proportion to its octave's pixels, so the
 * last octave takes most of the time.
 *
 * @param octaves number of octaves of a dream; 1 for the usual loop
 * @param scale ratio of an octave's sides to those of the one before
 * @param each steps per octave, at least 1
 */
record StepCosts(int octaves, double scale, int each) {
  /** Steps of equal cost. */
  static final StepCosts EVEN = new StepCosts(1, 1, 1);

  /** Returns the step costs of a recipe's runs. */
  static StepCosts of(Recipe recipe) {
    int octaves = recipe.get(Setting.OCTAVES);
    return octaves == 0 || recipe.steps() == 0
        ? EVEN
        : new StepCosts(octaves, recipe.get(Setting.OCTAVE_SCALE), recipe.steps());
  }

  /**
   * Returns the fraction of the work, in [0, 1], that is done after {@code index} of {@code steps}
   * steps; a zoom into a dream has the steps of several dreams.
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
