package dev.phosphene.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.error.InputException;
import dev.phosphene.optim.Optimizer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RecipeTest {
  static List<Recipe> recipes() {
    return Recipes.ALL;
  }

  static List<Setting<?>> settings() {
    return Setting.ALL;
  }

  @ParameterizedTest
  @MethodSource("recipes")
  void isMadeAgainOfTheOptionsThatItPrints(Recipe recipe) {
    Recipe again = Recipe.LUCID.named(recipe.name(), recipe.about());
    for (var option : recipe.options().entrySet()) {
      again = again.withText(Setting.named(option.getKey()), option.getValue());
    }
    assertThat(again).isEqualTo(recipe);
    assertThat(Recipe.of(recipe.name())).isSameAs(recipe);
    assertThat(recipe.about()).isNotBlank();
  }

  @ParameterizedTest
  @MethodSource("settings")
  <T> void everySettingReadsWhatItPrints(Setting<T> setting) {
    assertThat(setting.parse(setting.print(setting.usual()))).isEqualTo(setting.usual());
    assertThat(Setting.named(setting.name())).isSameAs(setting);
    for (Recipe recipe : Recipes.ALL) {
      T value = recipe.get(setting);
      assertThat(setting.parse(setting.print(value))).isEqualTo(value);
    }
  }

  @Test
  void namesAreDistinct() {
    Set<String> names = new HashSet<>();
    Setting.ALL.forEach(setting -> assertThat(names.add(setting.name())).isTrue());
    Recipes.ALL.forEach(recipe -> assertThat(names.add(recipe.name())).isTrue());
  }

  @ParameterizedTest
  @CsvSource({
    "steps, -1, is not within 0",
    "beta1, 1, is not within 0",
    "steps, many, not a whole number",
    "learning-rate, 0, not above 0",
    "learning-rate, NaN, not above 0",
    "size, 0, 1 to",
    "size, 3x4x5, not a size",
    "size, 99999x99999, 1 to",
    "param, pixel, did you mean pixels",
    "optimizer, adma, did you mean adam",
    "smooth-pooling, perhaps, neither true nor false",
    "octave-scale, 1, is not within 1.01"
  })
  void refusesWhatIsOutOfLimits(String name, String text, String reason) {
    assertThatThrownBy(() -> Recipe.LUCID.withText(Setting.named(name), text))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("--" + name + ": ")
        .hasMessageContaining(reason);
  }

  /** Adam by hand: with a mean kept by half and a square kept by nine tenths. */
  @Test
  void adamForgetsAsTheRecipeSays() {
    Recipe recipe =
        Recipe.LUCID
            .with(Setting.BETA1, .5)
            .with(Setting.BETA2, .9)
            .with(Setting.LEARNING_RATE, .1);
    Optimizer adam = recipe.optimizer(2, 1);
    float[] p = {0};
    adam.step(p, new float[] {3});
    adam.step(p, new float[] {-1});
    double mean = (.5 * .5 * 3 - .5 * 1) / (1 - .25);
    double square = (.9 * .1 * 9 + .1 * 1) / (1 - .81);
    assertThat(p[0]).isCloseTo((float) (.1 + .1 * mean / Math.sqrt(square)), Offset.offset(1e-6f));
  }

  @Test
  void suggestsTheNearestRecipe() {
    assertThatThrownBy(() -> Recipe.of("lucd"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("did you mean lucid");
  }

  @Test
  void checksValuesThatComeByTheApi() {
    assertThatThrownBy(() -> Recipe.LUCID.with(Setting.STEPS, -1))
        .isInstanceOf(InputException.class);
    assertThat(Recipe.LUCID.with(Setting.STEPS, 512)).isEqualTo(Recipe.LUCID);
  }
}
