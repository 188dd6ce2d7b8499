package dev.phosphene.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.graph.Model;
import dev.phosphene.recipe.ParameterizationKind;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.render.Render;
import dev.phosphene.transform.TransformSpec;
import org.junit.jupiter.api.Test;

/**
 * What the field knows of the objective that is reached at last, the image seen whole: views cost
 * some of it, and Fourier coefficients with decorrelated colors beat pixels behind the same views.
 */
class KnownOrderTest {
  private static final String UNIT = "mixed3:1";
  private static final Recipe RECIPE =
      Recipe.LUCID.with(Setting.SIZE, new Size(96, 96)).with(Setting.STEPS, 150);

  @Test
  void viewsCostSomeOfTheObjective() {
    Model model = RealModels.inceptionV3();
    double without = reached(model, RECIPE.with(Setting.TRANSFORMS, TransformSpec.NONE));
    double jittered = reached(model, RECIPE.with(Setting.TRANSFORMS, TransformSpec.JITTER));
    double standard = reached(model, RECIPE);
    assertThat(without).isGreaterThan(jittered);
    assertThat(jittered).isGreaterThan(standard);
    assertThat(standard).isPositive();
  }

  @Test
  void decorrelatedFourierBeatsPixels() {
    Model model = RealModels.inceptionV3();
    double fourier = reached(model, RECIPE);
    double pixels = reached(model, RECIPE.with(Setting.PARAM, ParameterizationKind.FREE_PIXELS));
    assertThat(fourier).isGreaterThan(pixels);
  }

  private static double reached(Model model, Recipe recipe) {
    return Render.of(model, UNIT).recipe(recipe).seed(1).run().image(0).value();
  }
}
