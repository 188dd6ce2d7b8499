package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import org.junit.jupiter.api.Test;

class StepCostsTest {
  @Test
  void theStepsOfADreamCostTheirPixels() {
    Recipe dream =
        Recipe.LUCID
            .with(Setting.OCTAVES, 4)
            .with(Setting.OCTAVE_SCALE, 2.)
            .with(Setting.STEPS, 10);
    StepCosts work = StepCosts.of(dream); // 1 + 4 + 16 + 64 = 85
    assertThat(work.done(0, 40)).isZero();
    assertThat(work.done(5, 40)).isEqualTo(.5 / 85, within(1e-12));
    assertThat(work.done(10, 40)).isEqualTo(1 / 85., within(1e-12));
    assertThat(work.done(30, 40)).isEqualTo(21 / 85., within(1e-12));
    assertThat(work.done(35, 40)).isEqualTo(53 / 85., within(1e-12));
    assertThat(work.done(40, 40)).isEqualTo(1);
  }

  @Test
  void aFlightHasSeveralDreams() {
    StepCosts work = new StepCosts(2, 2, 10); // 1 + 4 = 5
    assertThat(work.done(10, 60)).isEqualTo(.2 / 3, within(1e-12));
    assertThat(work.done(20, 60)).isEqualTo(1 / 3., within(1e-12));
    assertThat(work.done(30, 60)).isEqualTo(1.2 / 3, within(1e-12));
    assertThat(work.done(60, 60)).isEqualTo(1);
  }

  @Test
  void otherStepsAreAlike() {
    assertThat(StepCosts.of(Recipe.LUCID).done(3, 12)).isEqualTo(.25);
    assertThat(StepCosts.of(Recipe.LUCID.with(Setting.STEPS, 0)).done(0, 0)).isLessThanOrEqualTo(1);
  }
}
