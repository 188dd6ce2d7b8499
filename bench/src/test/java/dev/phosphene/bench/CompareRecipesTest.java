package dev.phosphene.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.phosphene.engine.Engine;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.objective.Channel;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.transform.TransformSpec;
import dev.phosphene.zoo.Models;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Recipes beside each other; nothing is timed. */
final class CompareRecipesTest {
  private static final Engine.Options ONE_THREAD = new Engine.Options(Engine.Precision.F32, 1);

  @Test
  void triesARecipeWithOptions() {
    Trial trial = Trial.parse("lucid  --steps 128 --schedule=cosine");
    assertThat(trial.text()).isEqualTo("lucid --steps 128 --schedule cosine");
    assertThat(trial.recipe())
        .isEqualTo(
            Recipe.LUCID.withText(Setting.STEPS, "128").withText(Setting.SCHEDULE, "cosine"));
    for (String wrong : List.of("lucid 128", "lucid --steps", "lucid --stops 1", "slow")) {
      assertThatThrownBy(() -> Trial.parse(wrong)).isInstanceOf(InputException.class);
    }
  }

  @Test
  void rendersTheUnitsOfALayerTogether() {
    assertThat(CompareRecipes.layers(List.of("a:1", "b:2", "a:4-5")))
        .containsExactly(
            List.of(new Channel("a", 1), new Channel("a", 4), new Channel("a", 5)),
            List.of(new Channel("b", 2)));
    assertThatThrownBy(() -> CompareRecipes.layers(List.of("dream(a)")))
        .isInstanceOf(InputException.class);
  }

  @Test
  void countsWhoKeepsUp() {
    Standing standing = new Standing(Trial.parse("lucid --steps 128"));
    standing.add(new Score.Value(1.1, 1.0), new ImageContrast(.02, 30, 60), 1);
    standing.add(new Score.Value(.5, .98), new ImageContrast(.03, 40, 50), 2);
    standing.add(new Score.Value(.98, .9), new ImageContrast(.04, 50, 40), 3);
    assertThat(standing.line())
        .matches(
            " +128 +2.0 +3 +0.980 +0.900 +1 +2 +0.980 +0.500 +1 +2 +3.0% +40.0 +50.0 +lucid --steps"
                + " 128");
    assertThat(Standing.head().lines()).hasSize(2);
  }

  @Test
  void measuresContrast() {
    Tensor picture = Tensor.zeros(1, 3, 1, 4);
    float[] red = {1, 1, .5f, .5f};
    float[] others = {0, 1, .5f, .3f};
    System.arraycopy(red, 0, picture.data(), 0, 4);
    System.arraycopy(others, 0, picture.data(), 4, 4);
    System.arraycopy(others, 0, picture.data(), 8, 4);
    ImageContrast contrast = ImageContrast.of(Bitmap.of(picture));
    assertThat(contrast.clipped()).isCloseTo(.5, Offset.offset(1e-6));
    assertThat(contrast.chroma()).isCloseTo((255 + .2 * 255) / 4, Offset.offset(.3));
    assertThat(contrast.deviation())
        .isCloseTo(255 * (.25 + 2 * Math.sqrt(.1325)) / 3, Offset.offset(.3));
  }

  /** Each unit has its own image, whoever stands beside it. */
  @Test
  void scoresAreThoseOfEachUnitAlone() {
    Graph graph = Models.load("mini").withPreprocessing();
    List<Channel> units = List.of(new Channel("stage1", 1), new Channel("stage1", 2));
    List<Bitmap> pictures = List.of(picture(3), picture(4));
    List<Score.Value> together = score(graph, units, pictures, TransformSpec.LUCID);
    for (int i = 0; i < 2; i++) {
      Score.Value alone =
          score(graph, List.of(units.get(i)), List.of(pictures.get(i)), TransformSpec.LUCID).get(0);
      assertThat(together.get(i).seen()).isCloseTo(alone.seen(), within(alone.seen()));
      assertThat(together.get(i).plain()).isCloseTo(alone.plain(), within(alone.plain()));
      Score.Value still =
          score(graph, List.of(units.get(i)), List.of(pictures.get(i)), TransformSpec.NONE).get(0);
      assertThat(still.seen()).isCloseTo(alone.plain(), within(alone.plain()));
    }
  }

  @Test
  void drawsTheFirstSeedsPictures(@TempDir Path folder) {
    Path sheet = folder.resolve("sheet.png");
    CompareRecipes command = new CompareRecipes();
    int code =
        new CommandLine(command)
            .execute(
                "--model=mini",
                "--units=stage1:1,stage1:2",
                "--recipe=lucid --steps 2 --size 32",
                "--recipe=fast --steps 2",
                "--seeds=1",
                "--draws=2",
                "--threads=1",
                "--sheet=" + sheet);
    assertThat(code).isZero();
    assertThat(ImageFiles.read(sheet).shape().w()).isGreaterThan(64);
  }

  private static Offset<Double> within(double value) {
    return Offset.offset(1e-4 * Math.abs(value) + 1e-6);
  }

  private static List<Score.Value> score(
      Graph graph, List<Channel> units, List<Bitmap> pictures, TransformSpec views) {
    try (Score score = new Score(graph, units, new Size(32, 32), views, 3, ONE_THREAD)) {
      return score.of(pictures);
    }
  }

  private static Bitmap picture(int seed) {
    Tensor picture = Tensor.zeros(1, 3, 32, 32);
    Random random = new Random(seed);
    for (int i = 0; i < picture.data().length; i++) {
      picture.data()[i] = random.nextFloat();
    }
    return Bitmap.of(picture);
  }
}
