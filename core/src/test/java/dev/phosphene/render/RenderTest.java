package dev.phosphene.render;

import static dev.phosphene.engine.Engine.Precision.BF16;
import static dev.phosphene.engine.Engine.Precision.F32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import dev.phosphene.ascent.Liveness;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.engine.Network;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import dev.phosphene.recipe.OptimizerKind;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Recipes;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.recipe.Start;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.transform.TransformSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RenderTest {
  private static Render tutorial(String... objectives) {
    return Render.of(TinyModels.random(), objectives)
        .recipe("tutorial")
        .engine("reference")
        .size(12, 10)
        .steps(6)
        .seed(4);
  }

  @Test
  void theObjectiveRises() {
    RenderedImage picture = tutorial("top:2").run().image(0);
    assertThat(picture.curve()).hasSize(7);
    assertThat(picture.value()).isGreaterThan(picture.curve().get(0) + .1);
    assertThat(picture.dead()).isFalse();
    assertThat(picture.bitmap().width()).isEqualTo(12);
    assertThat(picture.bitmap().height()).isEqualTo(10);
  }

  @ParameterizedTest
  @EnumSource(OptimizerKind.class)
  void theObjectiveRisesUnderEveryRule(OptimizerKind rule) {
    Recipe recipe =
        sized(Recipe.TUTORIAL, 10, 10)
            .with(Setting.STEPS, 5)
            .with(Setting.OPTIMIZER, rule)
            .with(Setting.LEARNING_RATE, .02);
    RenderedImage picture =
        Render.of(TinyModels.random(), "top:1").recipe(recipe).engine("reference").run().image(0);
    assertThat(picture.value()).isGreaterThan(picture.curve().get(0));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "jitter",
        "lucid",
        "article",
        "pad:2,jitter:2,scale:0.9..1.1/0.1,rotate:-5..5,flip,blur:0.5,noise:0.02",
        "crops:4/16,noise:0.02"
      })
  void theObjectiveRisesUnderEveryView(String chain) {
    TransformSpec views = TransformSpec.parse(chain);
    Recipe recipe =
        sized(Recipe.LUCID, 32, 30).with(Setting.STEPS, 12).with(Setting.TRANSFORMS, views);
    RenderedImage picture =
        Render.of(TinyModels.random(), "top:1").recipe(recipe).engine("reference").run().image(0);
    double start =
        Render.of(TinyModels.random(), "top:1")
            .recipe(recipe.with(Setting.STEPS, 0))
            .engine("reference")
            .run()
            .image(0)
            .value();
    assertThat(picture.value()).isGreaterThan(start);
  }

  /** Where it is faster, and not where published numbers are to come out again. */
  @Test
  void bfloat16IsChosenWhereItIsFastAndGoodEnough() {
    for (Recipe recipe : Recipes.ALL) {
      boolean free = !recipe.name().equals("tutorial");
      assertThat(Render.precision(Render.Precision.AUTO, recipe, () -> BF16))
          .isEqualTo(free ? Engine.Precision.BF16 : Engine.Precision.F32);
      assertThat(Render.precision(Render.Precision.AUTO, recipe, () -> F32))
          .isEqualTo(Engine.Precision.F32);
      for (Engine.Precision faster : Engine.Precision.values()) {
        assertThat(Render.precision(Render.Precision.F32, recipe, () -> faster))
            .isEqualTo(Engine.Precision.F32);
        assertThat(Render.precision(Render.Precision.BF16, recipe, () -> faster))
            .isEqualTo(Engine.Precision.BF16);
      }
    }
    Recipe longer = Recipe.TUTORIAL.with(Setting.STEPS, 20);
    assertThat(Render.precision(Render.Precision.AUTO, longer, () -> BF16))
        .isEqualTo(Engine.Precision.F32);
  }

  /** The tutorial's arithmetic, written out in its own order and float32. */
  @Test
  void followsTheTutorialToTheByte() {
    Tensor t = Tensor.zeros(1, 3, 10, 12);
    t.fill(-1f);
    Graph graph = TinyModels.random().graph();
    Shape shape = t.shape();
    try (Network network =
        Engines.named("reference")
            .compile(graph, List.of("top"), shape, Engine.Options.defaults())) {
      for (int step = 0; step < 6; step++) {
        network.forward(t);
        Tensor cotangent = Tensor.zeros(network.shape("top"));
        int positions = cotangent.shape().h() * cotangent.shape().w();
        for (int i = 0; i < positions; i++) {
          cotangent.data()[cotangent.offset(0, 2) + i] = 1f / positions;
        }
        float[] g = network.backward(Map.of("top", cotangent)).data();
        double mean = 0;
        for (float value : g) {
          mean += value / (double) g.length;
        }
        double variance = 0;
        for (float value : g) {
          variance += (value - mean) * (value - mean) / g.length;
        }
        for (int i = 0; i < g.length; i++) {
          float stepped = (float) (t.data()[i] + 0.1 * g[i] / Math.sqrt(variance));
          t.data()[i] = Math.max(-1f, Math.min(1f, stepped));
        }
      }
    }
    Bitmap made = tutorial("top:2").start(Start.black()).run().image(0).bitmap();
    int different = 0;
    for (int y = 0; y < 10; y++) {
      for (int x = 0; x < 12; x++) {
        for (int c = 0; c < 3; c++) {
          int expected = (int) (255f * (t.at(0, c, y, x) + 1f) / 2f);
          assertThat(made.at(x, y, c)).isCloseTo(expected, within(1));
          different += made.at(x, y, c) == expected ? 0 : 1;
        }
      }
    }
    // A value on the edge of two bytes may fall either way after different roundings.
    assertThat(different).isLessThan(4);
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    Bitmap first = tutorial("top:2").run().image(0).bitmap();
    assertThat(tutorial("top:2").run().image(0).bitmap()).isEqualTo(first);
    assertThat(tutorial("top:2").seed(5).run().image(0).bitmap()).isNotEqualTo(first);
  }

  @Test
  void eachPictureOfABatchIsItsOwnRun() {
    Result both = tutorial("top:2", "top:0").run();
    Result one = tutorial("top:0").run();
    assertThat(both.image(1).bitmap()).isEqualTo(one.image(0).bitmap());
    assertThat(both.image(1).curve()).isEqualTo(one.image(0).curve());
  }

  @Test
  void aDeadUnitIsReported() {
    RenderedImage picture =
        Render.of(TinyModels.dead(), "relu:3")
            .recipe("tutorial")
            .engine("reference")
            .size(8)
            .start(Start.gray())
            .run()
            .image(0);
    assertThat(picture.dead()).isTrue();
    assertThat(picture.value()).isZero();
    assertThat(picture.bitmap().at(0, 0, 0)).isEqualTo(127);
    assertThat(picture.provenance().toJson().get("dead").getAsBoolean()).isTrue();
    assertThat(picture.provenance().toJson().get("life").getAsString()).isEqualTo("dead");
  }

  @Test
  void aListenerEndsTheRun() {
    Result result = tutorial("top:2").listener(step -> step.index() < 3).run();
    assertThat(result.steps()).isEqualTo(3);
    assertThat(result.complete()).isFalse();
    assertThat(result.image(0).curve()).hasSize(4);
  }

  @Test
  void provenanceSaysEnoughToDoItAgain(@TempDir Path folder) {
    RenderedImage picture = tutorial("top:2", "relu:1@2-4,0-3").run().image(1);
    Path file = folder.resolve("unit.png");
    picture.save(file);
    RunRecord record = RunRecord.of(ImageFiles.provenance(file));
    assertThat(record.objectives()).containsExactly("relu:1@2-4,0-3"); // its own alone
    assertThat(record.index()).isZero();
    assertThat(record.recipe()).isEqualTo(sized(Recipe.TUTORIAL, 12, 10).with(Setting.STEPS, 6));
    assertThat(record.seed()).isEqualTo(4);
    assertThat(record.engine()).isEqualTo("reference");
    assertThat(record.model().model()).isEqualTo("tiny");
  }

  /** An image that was made when contrast had no bound is made again without one. */
  @Test
  void aRecordWithoutContrastHadNone() {
    JsonObject json = tutorial("top:2").run().image(0).provenance().toJson();
    assertThat(json.getAsJsonObject("recipe").remove("contrast").getAsString()).isEqualTo("1");
    Recipe recipe = RunRecord.of(Provenance.of(json)).recipe();
    assertThat(recipe.get(Setting.CONTRAST)).isZero();
  }

  @Test
  void contrastStaysThatOfPhotographs() {
    Recipe recipe =
        sized(Recipe.LUCID, 24, 20).with(Setting.STEPS, 60).with(Setting.LEARNING_RATE, 1.0);
    double bounded = clipped(recipe);
    double free = clipped(recipe.with(Setting.CONTRAST, 0.0));
    assertThat(free).as("share of values at the edge, without a bound").isGreaterThan(.4);
    assertThat(bounded).isLessThan(.15);
  }

  private static double clipped(Recipe recipe) {
    Tensor picture =
        Render.of(TinyModels.random(), "top:2")
            .recipe(recipe)
            .engine("reference")
            .run()
            .image(0)
            .bitmap()
            .toTensor();
    int clipped = 0;
    for (float value : picture.data()) {
      clipped += Math.min(value, 1 - value) < 3.5 / 255 ? 1 : 0;
    }
    return clipped / (double) picture.data().length;
  }

  @Test
  void startsFromAPhotoAtItsSize(@TempDir Path folder) {
    Path file = folder.resolve("start.png");
    tutorial("top:2").run().image(0).save(file);
    Start.Photo photo = Start.photo(file);
    RenderedImage picture = tutorial("top:2").start(photo).steps(0).run().image(0);
    assertThat(picture.bitmap().width()).isEqualTo(12);
    assertThat(picture.value()).isNotZero();
    assertThat(RunRecord.of(picture.provenance()).startSha256()).isEqualTo(photo.sha256());
  }

  @Test
  void refusesAPhotoOfAnotherSize(@TempDir Path folder) {
    Path file = folder.resolve("start.png");
    tutorial("top:2").run().image(0).save(file);
    Render smaller = tutorial("top:2").start(Start.photo(file)).size(8);
    assertThatThrownBy(smaller::run)
        .isInstanceOf(InputException.class)
        .hasMessageContaining("12×10, not 8×8");
  }

  @Test
  void redirectsTheGradientOfADeadUnitAndCallsItDeadOnceOrdinaryStepsProveIt() {
    Recipe recipe = sized(Recipe.TUTORIAL, 8, 8).with(Setting.STEPS, 3);
    for (String layer : List.of("relu:3", "pool:3")) {
      Render render = Render.of(TinyModels.dead(), layer).engine("reference").start(Start.gray());
      RenderedImage still = render.recipe(recipe).run().image(0);
      RenderedImage moved = render.recipe(recipe.with(Setting.REDIRECTED, 3)).run().image(0);
      assertThat(moved.bitmap()).isNotEqualTo(still.bitmap());
      assertThat(still.life()).isEqualTo(Liveness.DEAD);
      assertThat(moved.life()).isEqualTo(Liveness.UNDECIDED);
      assertThat(moved.undecided()).isTrue();
      assertThat(moved.provenance().toJson().get("life").getAsString()).isEqualTo("undecided");
      Recipe longer = recipe.with(Setting.REDIRECTED, 3).with(Setting.STEPS, 5);
      assertThat(render.recipe(longer).run().image(0).undecided()).isTrue();
      longer = longer.with(Setting.STEPS, 6);
      assertThat(render.recipe(longer).run().image(0).dead()).isTrue();
      RenderedImage interrupted = render.listener(step -> step.index() < 3).run().image(0);
      assertThat(interrupted.undecided()).isTrue();
    }
  }

  @Test
  void aFewRedirectedStepsShowThatALivingUnitIsAlive() {
    Recipe recipe = sized(Recipe.TUTORIAL, 8, 8).with(Setting.STEPS, 2).with(Setting.REDIRECTED, 9);
    Result result =
        Render.of(TinyModels.random(), "relu:0,3").engine("reference").recipe(recipe).run();
    assertThat(result.images()).extracting(RenderedImage::life).containsOnly(Liveness.ALIVE);
    RenderedImage none = tutorial("top:2").steps(0).run().image(0);
    assertThat(none.dead()).isFalse();
    assertThat(none.undecided()).isFalse();
  }

  @Test
  void namesWhatIsWrong() {
    assertThatThrownBy(() -> tutorial("topp:2").run())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("topp")
        .hasMessageContaining("did you mean top?");
    assertThatThrownBy(() -> tutorial("top:4").run())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no channel 4; it has 4, from 0 to 3");
    assertThatThrownBy(() -> tutorial("top:1@6,0").run())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("6 wide and 5 high");
    assertThatThrownBy(() -> tutorial("top:1").size(1).run())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("pool");
    assertThatThrownBy(() -> tutorial("top:1").recipe("tutoril"))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("did you mean tutorial?");
    assertThatThrownBy(
            () ->
                Render.of(TinyModels.broken(), "top:1")
                    .recipe("tutorial")
                    .engine("reference")
                    .size(8)
                    .run())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("NaN");
  }

  /** The loop sees what the views leave, the end the whole image: a position must be in both. */
  @Test
  void refusesAPositionThatTheViewsCutOff() {
    assertThatThrownBy(
            () ->
                Render.of(TinyModels.random(), "relu:1@10,3")
                    .recipe(sized(Recipe.TUTORIAL, 12, 12).withText(Setting.TRANSFORMS, "crop:8"))
                    .engine("reference")
                    .run())
        .isInstanceOf(InputException.class)
        .hasMessageContaining("8 wide and 8 high");
  }

  @Test
  void redirectsTheGradientOfDeadUnitsInSeveralBranches() {
    Recipe recipe = sized(Recipe.TUTORIAL, 8, 8).with(Setting.STEPS, 3).with(Setting.REDIRECTED, 3);
    Recipe plain = recipe.with(Setting.REDIRECTED, 0);
    Render render = Render.of(TinyModels.deadBranches(), "both:1,6").engine("reference");
    Result moved = render.recipe(recipe).run();
    Result still = render.recipe(plain).run();
    for (int i = 0; i < 2; i++) {
      assertThat(moved.image(i).bitmap()).isNotEqualTo(still.image(i).bitmap());
      assertThat(still.image(i).dead()).isTrue();
    }
  }

  /** Beyond its upper bound a ReLU6 lets pass what pushes down: here from an objective's minus. */
  @Test
  void redirectsTheGradientWhereAReluIsCutOff() {
    Recipe recipe = sized(Recipe.TUTORIAL, 8, 8).with(Setting.STEPS, 3).with(Setting.REDIRECTED, 3);
    Recipe plain = recipe.with(Setting.REDIRECTED, 0);
    Render down = Render.of(TinyModels.cutOffBranches(), "-1 * both:1").engine("reference");
    RenderedImage moved = down.recipe(recipe).run().image(0);
    RenderedImage still = down.recipe(plain).run().image(0);
    assertThat(moved.bitmap()).isNotEqualTo(still.bitmap());
    Render up = Render.of(TinyModels.cutOffBranches(), "both:1").engine("reference");
    assertThat(up.recipe(recipe).run().image(0).bitmap())
        .isEqualTo(up.recipe(plain).run().image(0).bitmap());
  }

  private static Recipe sized(Recipe recipe, int width, int height) {
    return recipe.with(Setting.SIZE, new Size(width, height));
  }
}
