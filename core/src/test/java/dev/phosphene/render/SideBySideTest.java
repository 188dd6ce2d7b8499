package dev.phosphene.render;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.RandomStretches;
import dev.phosphene.Seeds;
import dev.phosphene.VjpCheck;
import dev.phosphene.ascent.Listener;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.image.Parameterization;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.recipe.ParameterizationKind;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.recipe.Start;
import dev.phosphene.tensor.Parallel;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.transform.Transform;
import dev.phosphene.transform.TransformSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What lies between two runs of the network comes out the same, bit for bit, on any threads. */
class SideBySideTest {
  private static final int STEPS = 3;

  /** View, back, colors back, planes back, planes, colors. */
  private static final int PARTS = 6;

  private final long seed = Seeds.next("SideBySideTest");
  private final RandomStretches stretches = new RandomStretches(new SplittableRandom(seed));

  @ParameterizedTest
  @EnumSource(ParameterizationKind.class)
  void parameterizations(ParameterizationKind param) {
    for (Shape shape : List.of(Shape.of(1, 3, 45, 70), Shape.of(4, 3, 64, 48))) {
      assertThat(pictureAndGradient(param, shape, stretches))
          .as("%s, seed %d", shape, seed)
          .isDeepEqualTo(pictureAndGradient(param, shape, Parallel.SERIAL));
    }
  }

  @ParameterizedTest
  @CsvSource({"FOURIER", "ALIGNED", "MACO"})
  void someUseTheThreads(ParameterizationKind param) {
    pictureAndGradient(param, Shape.of(1, 3, 64, 64), stretches);
    assertThat(stretches.runs()).isPositive();
  }

  private float[][] pictureAndGradient(ParameterizationKind param, Shape shape, Parallel parallel) {
    SplittableRandom random = new SplittableRandom(seed);
    Parameterization image = param.of(shape, Recipe.LUCID);
    image.use(parallel);
    float[] parameters = image.start(random);
    Tensor picture = Tensor.zeros(shape);
    image.apply(parameters, picture);
    float[] gradient = new float[image.size()];
    Tensor cotangent = new Tensor(shape, VjpCheck.normal(shape.size(), random));
    image.vjp(parameters, cotangent, gradient);
    return new float[][] {picture.data(), gradient};
  }

  @ParameterizedTest
  @ValueSource(strings = {"lucid", "crops:5/40", "jitter:8", "pad:4,rotate:-90..90,noise:0.1,flip"})
  void views(String text) {
    Shape shape = Shape.of(2, 3, 100, 90);
    assertThat(seenAndGradient(text, shape, stretches))
        .as("seed %d", seed)
        .isDeepEqualTo(seenAndGradient(text, shape, Parallel.SERIAL));
    assertThat(stretches.runs()).isPositive();
  }

  private float[][] seenAndGradient(String text, Shape shape, Parallel parallel) {
    SplittableRandom random = new SplittableRandom(seed);
    Transform views = TransformSpec.parse(text).transform();
    views.use(parallel);
    Tensor picture = new Tensor(shape, VjpCheck.normal(shape.size(), random));
    List<float[]> all = new ArrayList<>();
    for (int draw = 0; draw < 10; draw++) {
      Transform.View view = views.draw(shape, random);
      Tensor seen = Tensor.zeros(views.input(shape));
      view.apply(picture, seen);
      all.add(seen.data());
      Tensor gradient = Tensor.zeros(shape);
      gradient.fill(Float.NaN);
      view.vjp(new Tensor(seen.shape(), VjpCheck.normal(seen.shape().size(), random)), gradient);
      all.add(gradient.data());
    }
    return all.toArray(new float[0][]);
  }

  /**
   * One objective, and several, which are parameterized in groups: as many as threads, or fewer.
   */
  @ParameterizedTest
  @CsvSource({"top:2, 2", "top:1|top:3, 3", "top:1|top:3, 2", "top:1|top:3|top:0, 2"})
  void aRunTakesTheNetworksThreads(String objectives, int threads) {
    Tensor alone = picture(objectives, Parallel.SERIAL);
    RandomStretches some = new RandomStretches(new SplittableRandom(seed), threads);
    assertThat(picture(objectives, some)).as("seed %d", seed).isEqualTo(alone);
    assertThat(some.runs()).isGreaterThan(STEPS * PARTS);
  }

  private static Tensor picture(String objectives, Parallel parallel) {
    CountingEngine engine = new CountingEngine(Engines.named("reference"));
    engine.lend(parallel);
    Run run =
        new Run(
            TinyModels.random(),
            Stream.of(objectives.split("\\|")).map(ObjectiveParser::parseOne).toList(),
            Recipe.LUCID.with(Setting.SIZE, new Size(40, 44)).with(Setting.STEPS, STEPS),
            Start.noise(),
            false,
            3,
            engine,
            Engine.Options.defaults(),
            Listener.NONE,
            null);
    return run.result().image(0).bitmap().toTensor();
  }
}
