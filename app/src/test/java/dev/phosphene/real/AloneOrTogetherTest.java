package dev.phosphene.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.phosphene.engine.Engine;
import dev.phosphene.engine.Engines;
import dev.phosphene.graph.Model;
import dev.phosphene.objective.Channel;
import dev.phosphene.objective.Objective;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.render.Render;
import dev.phosphene.render.RenderedImage;
import dev.phosphene.render.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** A unit's image is the same alone, in a batch, and in another order, bit for bit. */
class AloneOrTogetherTest {
  private static final int UNITS = 12;
  private static final Render.Precision AUTO = Render.Precision.AUTO;

  @SuppressWarnings("ImmutableEnumChecker") // models do not change
  private enum Case {
    MINI("stage3", 64, RealModels::mini),
    /** Branches of a concatenation, of which a unit needs one. */
    GOOGLENET("inception_4a/output", 96, RealModels::googleNet),
    INCEPTION_V3("mixed2", 96, RealModels::inceptionV3),
    /** Wide 3×3 layers, by Winograd's algorithm. */
    VGG19("block3_conv3", 64, RealModels::vgg19);

    private final String layer;
    private final int size;
    private final Supplier<Model> model;

    Case(String layer, int size, Supplier<Model> model) {
      this.layer = layer;
      this.size = size;
      this.model = model;
    }
  }

  @ParameterizedTest
  @EnumSource(Case.class)
  void inFloat32(Case network) {
    compare(network, Render.Precision.F32);
  }

  @ParameterizedTest
  @EnumSource(Case.class)
  void inBfloat16(Case network) {
    Assumptions.assumeTrue(
        Engines.best().supports(Engine.Precision.BF16), "no bfloat16 on this processor");
    compare(network, Render.Precision.BF16);
  }

  @ParameterizedTest
  @EnumSource(Case.class)
  void asTheEngineChooses(Case network) {
    compare(network, AUTO);
  }

  /** Noise on every pixel, and several images of one objective that watch each other. */
  @ParameterizedTest
  @CsvSource({"maco,1", "lucid,2"})
  void inOtherRecipes(String recipe, int images) {
    Model model = RealModels.mini();
    Recipe plan = plan(recipe, 48).with(Setting.BATCH, images);
    Result together = render(model, objectives("stage2", List.of(3, 9, 20)), plan, AUTO);
    Result alone = render(model, objectives("stage2", List.of(9)), plan, AUTO);
    for (int i = 0; i < images; i++) {
      assertSame(alone.image(i), together.image(images + i));
    }
  }

  /**
   * The first is a strided first layer in bfloat16, the second an overlapping maximum behind
   * Winograd's channels-last arrays: oneDNN's own code sums both in another order on two threads.
   */
  @ParameterizedTest
  @CsvSource({"GOOGLENET,0,96", "INCEPTION_V3,5,224"})
  void onAnyNumberOfThreads(Case network, int unit, int size) {
    Model model = network.model.get();
    List<Objective> objectives = objectives(network.layer, List.of(unit));
    for (Engine.Precision precision : Engine.Precision.values()) {
      if (Engines.best().supports(precision)) {
        Render render =
            Render.of(model, objectives)
                .recipe(plan("fast", size).with(Setting.REDIRECTED, 6))
                .precision(Render.Precision.valueOf(precision.name()))
                .seed(4);
        assertSame(render.threads(1).run().image(0), render.threads(2).run().image(0));
      }
    }
  }

  private static void compare(Case network, Render.Precision precision) {
    Model model = network.model.get();
    int channels = model.graph().channels(network.layer);
    List<Integer> units = IntStream.range(0, UNITS).mapToObj(i -> i * channels / UNITS).toList();
    Recipe plan = plan("fast", network.size);
    Result together = render(model, objectives(network.layer, units), plan, precision);
    List<Objective> backwards = objectives(network.layer, units.subList(2, UNITS));
    Collections.reverse(backwards);
    Result reversed = render(model, backwards, plan, precision);
    for (int i : new int[] {0, 5, UNITS - 1}) {
      Result alone =
          render(model, objectives(network.layer, units.subList(i, i + 1)), plan, precision);
      assertSame(alone.image(0), together.image(i));
      if (i >= 2) {
        assertSame(alone.image(0), reversed.image(UNITS - 1 - i));
      }
    }
  }

  private static void assertSame(RenderedImage alone, RenderedImage together) {
    assertThat(together.objective()).isEqualTo(alone.objective());
    assertThat(together.curve()).isEqualTo(alone.curve());
    assertThat(together.bitmap()).isEqualTo(alone.bitmap());
  }

  private static Recipe plan(String recipe, int size) {
    return Recipe.of(recipe)
        .with(Setting.SIZE, new Size(size, size))
        .with(Setting.STEPS, 6)
        .with(Setting.REDIRECTED, 3);
  }

  private static List<Objective> objectives(String layer, List<Integer> units) {
    List<Objective> objectives = new ArrayList<>();
    units.forEach(unit -> objectives.add(new Channel(layer, unit)));
    return objectives;
  }

  private static Result render(
      Model model, List<Objective> objectives, Recipe plan, Render.Precision precision) {
    return Render.of(model, objectives).recipe(plan).precision(precision).seed(4).run();
  }
}
