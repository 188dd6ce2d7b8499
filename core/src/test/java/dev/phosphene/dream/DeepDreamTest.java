package dev.phosphene.dream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.phosphene.Seeds;
import dev.phosphene.ascent.Listener;
import dev.phosphene.ascent.ObjectiveCompiler;
import dev.phosphene.ascent.Snapshot;
import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.graph.Luma;
import dev.phosphene.graph.Op;
import dev.phosphene.graph.Parameter;
import dev.phosphene.graph.Window;
import dev.phosphene.objective.Objective;
import dev.phosphene.objective.ObjectiveParser;
import dev.phosphene.optim.NormalizedAscent;
import dev.phosphene.optim.NormalizedAscent.Measure;
import dev.phosphene.optim.Optimizer;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.recipe.Start;
import dev.phosphene.render.CountingEngine;
import dev.phosphene.render.RecipeDreams;
import dev.phosphene.render.TinyModels;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeepDreamTest {
  private static final Octaves TINY = new Octaves(3, 1.5, 0, 3, 14, 2);
  private static final Engine REFERENCE = Engines.named("reference");

  private final long seed = Seeds.next("DreamTest");
  private final Tensor photo = photo(23, 31);

  private Tensor photo(int h, int w) {
    SplittableRandom random = new SplittableRandom(seed);
    Tensor picture = Tensor.zeros(1, 3, h, w);
    for (int i = 0; i < picture.data().length; i++) {
      picture.data()[i] = (float) random.nextDouble();
    }
    return picture;
  }

  private static ObjectiveCompiler compiler(Graph graph, String objective, Engine engine) {
    Objective parsed = ObjectiveParser.parseOne(objective);
    return ObjectiveCompiler.of(graph, parsed, engine, Engine.Options.defaults());
  }

  private static ObjectiveCompiler tiny(String objective) {
    return compiler(TinyModels.random().withPreprocessing(), objective, REFERENCE);
  }

  private static Optimizer google(int size) {
    return NormalizedAscent.of(Measure.MEAN_ABS, .01, size);
  }

  private static DeepDream dream(Octaves octaves, int iterations) {
    return new DeepDream(tiny("top:2"), octaves, iterations, DeepDreamTest::google);
  }

  private DreamResult run(DeepDream dream) {
    return dream.run(photo, new SplittableRandom(seed), Listener.NONE);
  }

  /**
   * 100 and up to 1 more of 255, as google/deepdream's notebook has it: no step comes near that.
   */
  @Test
  void noiseIsFaintSoThatTheDreamCoversIt() {
    Tensor noise = RecipeDreams.start(Start.noise(), new Size(9, 7), new SplittableRandom(seed));
    for (float value : noise.data()) {
      assertThat(255 * value).isBetween(99.99f, 101.01f);
    }
    Set<Float> distinct = new HashSet<>();
    for (float value : noise.data()) {
      distinct.add(value);
    }
    assertThat(distinct).hasSizeGreaterThan(150); // of 189; a few of 65,000 values fall together
    Recipe recipe = Recipe.of("deepdream").with(Setting.OCTAVES, 1).with(Setting.STEPS, 10);
    double least =
        recipe.get(Setting.LEARNING_RATE) * recipe.steps(); // of the mean absolute change
    assertThat(least).isGreaterThan(10 * 1 / 255.0);
  }

  @Test
  void withoutStepsThePhotographIsWhatItWas() {
    assertThat(run(dream(TINY, 0)).picture()).isEqualTo(photo);
    Tensor white = Tensor.zeros(1, 3, 40, 40);
    for (int i = 0; i < white.data().length; i++) {
      white.data()[i] = i % 7 < 3 ? 1 : 0; // What the cubic overshoots most.
    }
    DreamResult same = dream(TINY, 0).run(white, new SplittableRandom(1), Listener.NONE);
    assertThat(same.picture()).isEqualTo(white);
    assertThat(same.curve()).hasSize(1);
    assertThat(same.complete()).isTrue();
    assertThat(same.dead()).isFalse();
    Octaves above = new Octaves(3, 1.5, 1, 3, 14, 2);
    assertThat(run(dream(above, 0)).picture()).isEqualTo(photo);
  }

  @Test
  void aNetworkOfOneChannelDreamsInGray() {
    Graph graph = TinyModels.gray().withPreprocessing();
    DeepDream dream =
        new DeepDream(compiler(graph, "top:2", REFERENCE), TINY, 3, DeepDreamTest::google).gray();
    DreamResult dreamed = run(dream);
    float[] data = dreamed.picture().data();
    int area = data.length / 3;
    for (int i = 0; i < area; i++) {
      assertThat(data[area + i]).isEqualTo(data[i]);
      assertThat(data[2 * area + i]).isEqualTo(data[i]);
    }
    assertThat(dreamed.picture()).isNotEqualTo(Luma.inAllPlanes(photo));
    DeepDream still =
        new DeepDream(compiler(graph, "top:2", REFERENCE), TINY, 0, DeepDreamTest::google).gray();
    assertThat(run(still).picture()).isEqualTo(Luma.inAllPlanes(photo));
  }

  @Test
  void detailIsCarriedUp() {
    // All steps but those of the smallest octave are held back.
    int smallest = TINY.of(photo.shape()).get(0).size();
    IntFunction<Optimizer> first =
        size -> size == smallest ? google(size) : (parameters, gradient) -> {};
    Tensor before = photo.copy();
    DreamResult dreamed =
        run(new DeepDream(tiny("top:2"), TINY.withTile(64, 0).withRoll(0), 5, first));
    assertThat(photo).isEqualTo(before);
    assertThat(dreamed.picture()).isNotEqualTo(photo);
    assertThat(dreamed.dead()).isFalse();
    // The last octave was not stepped on, so what rose there came from below.
    double undreamed = run(dream(TINY.withTile(64, 0).withCount(1), 0)).curve().get(0);
    assertThat(dreamed.curve().get(15)).isGreaterThan(undreamed + 1e-3);
  }

  @ParameterizedTest
  @CsvSource({"14, 2, 0", "14, 2, 1", "11, 0, 0", "64, 0, 1", "12, 4, 2"})
  void theObjectiveRises(int tile, int margin, int above) {
    Octaves octaves = new Octaves(3, 1.5, above, 3, tile, margin);
    DreamResult dreamed = run(dream(octaves, 6));
    assertThat(dreamed.curve()).hasSize(19);
    assertThat(dreamed.steps()).isEqualTo(18);
    for (int octave = 0; octave < 3; octave++) {
      double first = dreamed.curve().get(6 * octave);
      double last = dreamed.curve().get(6 * octave + 5);
      assertThat(last).isGreaterThan(first);
    }
    assertThat(dreamed.picture().shape()).isEqualTo(photo.shape());
    for (float value : dreamed.picture().data()) {
      assertThat(value).isBetween(0f, 1f);
    }
  }

  @Test
  void theSameSeedGivesTheSameBytes() {
    DreamResult first = run(dream(TINY, 3));
    assertThat(run(dream(TINY, 3))).isEqualTo(first);
    DreamResult other = dream(TINY, 3).run(photo, new SplittableRandom(seed + 1), Listener.NONE);
    assertThat(other.picture()).isNotEqualTo(first.picture());
  }

  /** A 1×1 convolution sees no neighbors, so neither tiles nor rolls make a difference. */
  @ParameterizedTest
  @CsvSource({"8, 0", "8, 2", "13, 4", "30, 5", "7, 1"})
  void tilesOfANetworkWithoutNeighborsGiveTheWholeGradient(int tile, int margin) {
    ObjectiveCompiler compiler = compiler(pointwise(), "relu:0 - 0.5*relu:1", REFERENCE);
    float[] whole = gradient(compiler, new Octaves(1, 2, 0, 0, 64, 0), new SplittableRandom(seed));
    float[] tiled =
        gradient(compiler, new Octaves(1, 2, 0, 9, tile, margin), new SplittableRandom(seed));
    Shape seen = Tiles.of(photo.shape(), tile, margin).shape();
    double share = (double) photo.shape().h() * photo.shape().w() / (seen.h() * seen.w());
    for (int i = 0; i < whole.length; i++) {
      assertThat((double) tiled[i]).isCloseTo(whole[i] * share, within(1e-8));
    }
  }

  /** Where the margin is as wide as the network's reach, the joints cannot be told. */
  @Test
  void aMarginAsWideAsTheNetworksReachLeavesNoJoints() {
    ObjectiveCompiler compiler = tiny("top:2");
    RandomGenerator still =
        new RandomGenerator() {
          @Override
          public long nextLong() {
            return 0;
          }

          @Override
          public int nextInt(int bound) {
            return bound / 2; // No roll.
          }
        };
    float[] whole = gradient(compiler, new Octaves(1, 2, 0, 0, 64, 0), still);
    float[] tiled = gradient(compiler, new Octaves(1, 2, 0, 0, 18, 6), still);
    Shape seen = Tiles.of(photo.shape(), 18, 6).shape();
    int h = photo.shape().h();
    int w = photo.shape().w();
    // The top layer of a tile has half its extents, rounded down.
    int positions = (h / 2) * (w / 2);
    int positionsSeen = (seen.h() / 2) * (seen.w() / 2);
    double share = (double) positions / positionsSeen;
    int compared = 0;
    for (int c = 0; c < 3; c++) {
      for (int y = 6; y < h - 6; y++) {
        for (int x = 6; x < w - 6; x++) {
          int at = photo.offset(0, c, y, x);
          assertThat((double) tiled[at]).isCloseTo(whole[at] * share, within(1e-7));
          compared += whole[at] == 0 ? 0 : 1;
        }
      }
    }
    assertThat(compared).isGreaterThan(100);
  }

  private float[] gradient(ObjectiveCompiler compiler, Octaves octaves, RandomGenerator random) {
    List<float[]> gradients = new ArrayList<>();
    IntFunction<Optimizer> rule = size -> (parameters, found) -> gradients.add(found.clone());
    new DeepDream(compiler, octaves, 1, rule).run(photo, random, Listener.NONE);
    assertThat(gradients).hasSize(1);
    return gradients.get(0);
  }

  /** Three channels to two and a ReLU, position by position. */
  private static Graph pointwise() {
    float[] weights = {.9f, -.7f, .4f, -.3f, .8f, -.6f};
    float[] biases = {-.2f, .1f};
    return Graph.builder(3)
        .add(
            "conv",
            new Op.Conv(
                Parameter.of("weight", Shape.of(2, 3, 1, 1), weights),
                Parameter.of("bias", Shape.of(2), biases),
                Window.valid(1, 1),
                1),
            "input")
        .add("relu", new Op.Relu(), "conv")
        .build();
  }

  @Test
  void aListenerEndsTheRunBetweenSteps() {
    List<Shape> seen = new ArrayList<>();
    Listener third =
        step -> {
          seen.add(step.images().shape());
          assertThat(step.steps()).isEqualTo(12);
          assertThat(step.index()).isEqualTo(seen.size() - 1);
          return step.index() < 5;
        };
    DreamResult dreamed = dream(TINY, 4).run(photo, new SplittableRandom(seed), third);
    assertThat(dreamed.complete()).isFalse();
    assertThat(dreamed.steps()).isEqualTo(5);
    assertThat(dreamed.curve()).hasSize(6);
    assertThat(dreamed.picture().shape()).isEqualTo(photo.shape());
    assertThat(dreamed.picture()).isNotEqualTo(photo);
    List<Shape> octaves = TINY.of(photo.shape());
    assertThat(seen.get(3)).isEqualTo(octaves.get(0));
    assertThat(seen.get(5)).isEqualTo(octaves.get(1));
  }

  @Test
  void aListenerEndsTheRunWithinAStep() {
    Listener tiles =
        new Listener() {
          private int left = 7;

          @Override
          public boolean at(Snapshot step) {
            return true;
          }

          @Override
          public boolean within(double part) {
            assertThat(part).isGreaterThan(0).isLessThanOrEqualTo(1);
            return --left > 0;
          }
        };
    Octaves one = TINY.withCount(1);
    int each = Tiles.of(photo.shape(), 14, 2).count();
    assertThat(each).isEqualTo(12);
    DreamResult dreamed =
        dream(one, 4).run(photo, new SplittableRandom(seed), tiles.and(step -> true));
    assertThat(dreamed.steps()).isZero();
    assertThat(dreamed.picture()).isEqualTo(photo);
    assertThat(dreamed.curve()).hasSize(1);
    assertThat(dreamed.complete()).isFalse();
  }

  @Test
  void aDeadObjectiveIsReported() {
    Graph graph = TinyModels.dead().withPreprocessing();
    DreamResult dreamed =
        run(new DeepDream(compiler(graph, "relu:3", REFERENCE), TINY, 2, DeepDreamTest::google));
    assertThat(dreamed.dead()).isTrue();
    assertThat(dreamed.picture()).isEqualTo(photo);
  }

  @Test
  void compilesOnceForEachTileSizeAndClosesEverything() {
    CountingEngine engine = new CountingEngine(REFERENCE);
    ObjectiveCompiler compiler = compiler(TinyModels.random().withPreprocessing(), "top:2", engine);
    run(new DeepDream(compiler, TINY, 2, DeepDreamTest::google));
    Set<Shape> sizes = new HashSet<>();
    TINY.of(photo.shape()).forEach(octave -> sizes.add(Tiles.of(octave, 14, 2).shape()));
    assertThat(engine.compiled()).isEqualTo(sizes.size());
    assertThat(engine.open()).isZero();
    Listener fault =
        step -> {
          throw new IllegalStateException("on purpose");
        };
    DeepDream dream = new DeepDream(compiler, TINY, 2, DeepDreamTest::google);
    assertThatThrownBy(() -> dream.run(photo, new SplittableRandom(seed), fault))
        .hasMessage("on purpose");
    assertThat(engine.open()).isZero();
    // Tiles that take more than their room are not all kept open.
    Octaves many = new Octaves(8, 1.2, 0, 3, 16, 2);
    run(new DeepDream(compiler, many, 1, DeepDreamTest::google));
    assertThat(engine.mostPixelsOpen()).isLessThanOrEqualTo(3 * 16 * 16);
    assertThat(engine.open()).isZero();
  }

  @Test
  void anOctaveTooSmallIsRefusedBeforeAnythingIsComputed() {
    CountingEngine engine = new CountingEngine(REFERENCE);
    ObjectiveCompiler compiler = compiler(TinyModels.random().withPreprocessing(), "top:2", engine);
    // 31×23 over 1.5⁸ is 1×1, and the pooling needs 2×2.
    DeepDream dream = new DeepDream(compiler, TINY.withCount(9), 1, DeepDreamTest::google);
    assertThatThrownBy(() -> run(dream))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("of 9 octaves of a 31×23 photograph, the one of 2×1 pixels")
        .hasMessageContaining("use at most 7")
        .hasMessageContaining("pool");
    assertThat(engine.compiled()).isZero();
    assertThat(run(new DeepDream(compiler, TINY.withCount(7), 1, DeepDreamTest::google)).complete())
        .isTrue();
  }

  @Test
  void saysWhatIsWrong() {
    assertThatThrownBy(() -> run(new DeepDream(tiny("topp:2"), TINY, 1, DeepDreamTest::google)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("did you mean top?");
    assertThatThrownBy(() -> dream(TINY, -1)).isInstanceOf(InputException.class);
    Graph broken = TinyModels.broken().withPreprocessing();
    DeepDream dream =
        new DeepDream(compiler(broken, "top:1", REFERENCE), TINY, 1, DeepDreamTest::google);
    assertThatThrownBy(() -> run(dream))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("NaN");
  }
}
