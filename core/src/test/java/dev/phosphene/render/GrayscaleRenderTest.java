package dev.phosphene.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.recipe.AlphaMode;
import dev.phosphene.recipe.ColorMode;
import dev.phosphene.recipe.ParameterizationKind;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.recipe.Start;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A network of one channel sees luma and renders gray, whatever is optimized and shown. */
class GrayscaleRenderTest {
  @TempDir private Path folder = Path.of("");

  private static Render render(Recipe recipe, String... objectives) {
    return Render.of(TinyModels.gray(), objectives)
        .recipe(recipe.with(Setting.SIZE, new Size(20, 18)).with(Setting.STEPS, 4))
        .engine("reference");
  }

  private static void assertGray(Result result) {
    for (RenderedImage picture : result.images()) {
      Bitmap bitmap = picture.bitmap();
      byte[] data = bitmap.data();
      for (int at = 0; at < data.length; at += bitmap.channels()) {
        assertThat(data[at + 1]).isEqualTo(data[at]);
        assertThat(data[at + 2]).isEqualTo(data[at]);
      }
      assertThat(picture.dead()).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(ParameterizationKind.class)
  void everyParameterization(ParameterizationKind param) {
    assertGray(render(Recipe.LUCID.with(Setting.PARAM, param), "top:2", "relu:1").run());
  }

  @ParameterizedTest
  @EnumSource(ColorMode.class)
  void everyColorMap(ColorMode colors) {
    Recipe recipe = Recipe.LUCID.with(Setting.COLOR, colors);
    assertGray(render(recipe, "top:2").run());
    assertGray(render(recipe.with(Setting.ALPHA, AlphaMode.LEARNED), "top:2").run());
    assertGray(render(recipe.with(Setting.ALPHA, AlphaMode.GRADIENT), "top:2").run());
  }

  @ParameterizedTest
  @CsvSource({"fourier", "pixels", "free-pixels", "pyramid"})
  void aPhotographToStartFromAndToCompareWith(String param) {
    Path photo = photo();
    Recipe recipe = Recipe.LUCID.withText(Setting.PARAM, param);
    for (String objective :
        new String[] {"like(relu, %s)", "style(top, %s)", "caricature(top, %s)"}) {
      assertGray(
          render(recipe.with(Setting.FIDELITY, .5), objective.formatted(photo))
              .start(Start.photo(photo))
              .size(20, 18)
              .fitPhotos(true)
              .run());
    }
  }

  @Test
  void dreams() {
    Recipe dream = Recipe.of("deepdream").with(Setting.OCTAVES, 2);
    assertGray(render(dream, "dream(relu)").run());
    assertGray(render(dream, "dream(relu)").start(Start.photo(photo())).run());
  }

  /** The photograph itself, in luma, is as like as can be; in its colors it is not gray. */
  @Test
  void fidelityIsToTheLuma() {
    Path photo = photo();
    Result result =
        render(Recipe.TUTORIAL, "like(input, %s)".formatted(photo))
            .start(Start.photo(photo))
            .steps(0)
            .run();
    assertThat(result.image(0).value()).isBetween(-1e-12, 0.0);
  }

  private Path photo() {
    Shape shape = Shape.of(1, 3, 24, 26);
    Tensor photo = Tensor.zeros(shape);
    SplittableRandom random = new SplittableRandom(11);
    for (int i = 0; i < photo.data().length; i++) {
      photo.data()[i] = (float) random.nextDouble();
    }
    Path file = folder.resolve("photo.png");
    ImageFiles.write(file, Bitmap.of(photo));
    return file;
  }
}
