package dev.phosphene.render;

import dev.phosphene.ascent.ObjectiveCompiler;
import dev.phosphene.ascent.ReducingCompiler;
import dev.phosphene.dream.DeepDream;
import dev.phosphene.dream.Octaves;
import dev.phosphene.engine.Engine;
import dev.phosphene.error.InputException;
import dev.phosphene.graph.Graph;
import dev.phosphene.objective.Objective;
import dev.phosphene.optim.Optimizer;
import dev.phosphene.recipe.AlphaMode;
import dev.phosphene.recipe.ParameterizationKind;
import dev.phosphene.recipe.Recipe;
import dev.phosphene.recipe.Setting;
import dev.phosphene.recipe.Size;
import dev.phosphene.recipe.Start;
import dev.phosphene.tensor.Shape;
import dev.phosphene.tensor.Tensor;
import dev.phosphene.transform.TransformSpec;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.random.RandomGenerator;

/** Builds the {@link dev.phosphene.dream.DeepDream} that a recipe with octaves describes. */
public final class RecipeDreams {
  /** Base gray level of the noise, of 255. */
  private static final float GRAY = 100;

  /** Amplitude of the noise, of 255. */
  private static final float NOISE = 1;

  private RecipeDreams() {}

  /**
   * Builds the dream of one objective.
   *
   * @param gray whether the network sees luma alone, so that the image is gray
   * @throws InputException if the recipe has a setting that DeepDream does not support
   */
  static DeepDream of(
      Recipe recipe,
      Graph graph,
      boolean gray,
      Objective objective,
      Map<Path, Tensor> photos,
      Engine engine,
      Engine.Options options) {
    require(recipe, Setting.PARAM, ParameterizationKind.PIXELS);
    require(recipe, Setting.TRANSFORMS, TransformSpec.NONE);
    require(recipe, Setting.ALPHA, AlphaMode.NONE);
    require(recipe, Setting.BATCH, 1);
    require(recipe, Setting.FIDELITY, 0.0);
    Octaves octaves =
        new Octaves(
            recipe.get(Setting.OCTAVES),
            recipe.get(Setting.OCTAVE_SCALE),
            recipe.get(Setting.OCTAVES_ABOVE),
            recipe.get(Setting.ROLL),
            recipe.get(Setting.TILE),
            recipe.get(Setting.MARGIN));
    IntFunction<Optimizer> rule = size -> recipe.optimizer(recipe.steps(), size);
    ObjectiveCompiler compiler = new ReducingCompiler(graph, objective, photos, engine, options);
    DeepDream dream = new DeepDream(compiler, octaves, recipe.steps(), rule);
    return gray ? dream.gray() : dream;
  }

  private static <T> void require(Recipe recipe, Setting<T> setting, T value) {
    if (!recipe.get(setting).equals(value)) {
      throw new InputException(
          "octaves require %s %s; leave out %s, or set --octaves 0"
              .formatted(setting, setting.print(value), recipe.saidBy(setting)));
    }
  }

  /**
   * Returns the image to start from, {@code [1, 3, h, w]} in [0, 1]. Noise is faint and on gray:
   * every octave adds the start's own detail again, so noise of full contrast would remain on top
   * of the dream (tensorflow/tensorflow, examples/tutorials/deepdream/deepdream.ipynb, img_noise).
   */
  public static Tensor start(Start start, Size size, RandomGenerator random) {
    Shape shape = Shape.of(1, 3, size.height(), size.width());
    if (start instanceof Start.Noise) {
      Tensor noise = Tensor.zeros(shape);
      for (int i = 0; i < noise.data().length; i++) {
        noise.data()[i] = (GRAY + NOISE * random.nextFloat()) / 255f;
      }
      return noise;
    }
    return start.picture(shape);
  }
}
