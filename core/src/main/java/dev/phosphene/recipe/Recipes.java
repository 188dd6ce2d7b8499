package dev.phosphene.recipe;

import dev.phosphene.optim.Schedule;
import dev.phosphene.transform.TransformSpec;
import java.util.List;

/** The built-in recipes, with the sources of their numbers. */
public final class Recipes {
  /**
   * Reaches the default's objective in half the steps: Adam's shorter memory follows a gradient
   * that changes with each transform, and the learning rate is larger and decays linearly to zero,
   * so that the last transforms leave no noise in the image. A still larger rate leaves coarse
   * blotches of color, and fewer steps reach less (docs/recipes.md).
   */
  public static final Recipe FAST =
      Recipe.LUCID
          .named("fast", "Close to the default's images in half the steps.")
          .with(Setting.STEPS, 256)
          .with(Setting.LEARNING_RATE, .16)
          .with(Setting.SCHEDULE, Schedule.parse("linear"))
          .with(Setting.BETA1, .2)
          .with(Setting.BETA2, .9);

  /**
   * The transforms and the many steps of the article Feature Visualization (distillpub,
   * post--feature-visualization).
   */
  public static final Recipe ARTICLE =
      Recipe.LUCID
          .named("article", "Slower and smoother: the article Feature Visualization's settings.")
          .with(Setting.TRANSFORMS, TransformSpec.ARTICLE)
          .with(Setting.STEPS, 2560);

  /**
   * Google's DeepDream (google/deepdream, dream.ipynb): four octaves of scale 1.4, ten steps each
   * of 1.5 divided by the gradient's mean absolute value, a random roll of up to 32 pixels; each
   * octave's detail is carried to the next. Image values and the learning rate are scaled to [0,
   * 1].
   */
  public static final Recipe DEEPDREAM =
      Recipe.LUCID
          .named("deepdream", "DeepDream on a photograph of any size, in octaves (--start PHOTO).")
          .with(Setting.PARAM, ParameterizationKind.PIXELS)
          .with(Setting.TRANSFORMS, TransformSpec.NONE)
          .with(Setting.OPTIMIZER, OptimizerKind.MEAN_ABS)
          .with(Setting.LEARNING_RATE, 1.5 / 255)
          .with(Setting.STEPS, 10)
          .with(Setting.REDIRECTED, 0)
          .with(Setting.OCTAVES, 4);

  /**
   * MACO (deel-ai/xplique, maco.py; arXiv:2306.06805): the phases of a natural spectrum, NAdam at
   * 1, 256 steps. The original takes 32 crops at the network's size per step; this takes 8 of 128
   * pixels, a twelfth of the work; {@code --transforms maco} is the original.
   */
  public static final Recipe MACO =
      Recipe.LUCID
          .named(
              "maco",
              "Optimizes phases under a natural spectrum, in crops (MACO); for deep layers.")
          .with(Setting.SIZE, new Size(256, 256))
          .with(Setting.PARAM, ParameterizationKind.MACO)
          .with(Setting.TRANSFORMS, TransformSpec.parse("crops:8/128,noise:0.08/0.04"))
          .with(Setting.OPTIMIZER, OptimizerKind.NADAM)
          .with(Setting.LEARNING_RATE, 1.0)
          .with(Setting.STEPS, 256);

  /**
   * For networks with a fixed input size, and so for classes: an image of any size, of which each
   * step shows two square crops scaled to the network's input: nearly the whole image at first, two
   * fifths of its side at the end. Several instances of the class appear (docs/recipes.md).
   */
  public static final Recipe CROPS =
      Recipe.LUCID
          .named(
              "crops", "A class in an image of any size, optimized in crops of the network's size.")
          .with(Setting.SIZE, new Size(448, 448))
          .with(Setting.TRANSFORMS, TransformSpec.parse("crops:2/1..0.4"))
          .with(Setting.STEPS, 256);

  /**
   * Feature accentuation (Horama): starts at a photograph's Fourier coefficients and stays near it.
   */
  public static final Recipe ACCENTUATE =
      Recipe.LUCID
          .named("accentuate", "Amplifies what excites a unit in a photograph (--start PHOTO).")
          .with(Setting.STEPS, 100)
          .with(Setting.FIDELITY, 1.0);

  /** Feature inversion (Olah and others, The Building Blocks of Interpretability). */
  public static final Recipe INVERT =
      Recipe.LUCID
          .named("invert", "An image with a photograph's activations: 'like(LAYER, PHOTO)'.")
          .with(Setting.REDIRECTED, 0)
          .with(Setting.CONTRAST, 0.0); // as the photograph has it

  /** A caricature: a photograph's activations in a layer, exaggerated. */
  public static final Recipe CARICATURE =
      Recipe.LUCID
          .named(
              "caricature",
              "A photograph as a layer sees it, exaggerated: 'caricature(LAYER, PHOTO)'.")
          .with(Setting.REDIRECTED, 0);

  /** Several different images of one unit (Lucid's diversity term, here as a factor). */
  public static final Recipe DIVERSE =
      Recipe.LUCID
          .named("diverse", "Several different images of one unit.")
          .with(Setting.BATCH, 4)
          .with(Setting.DIVERSITY, 0.7);

  /** An aligned row of images from one objective to another. */
  public static final Recipe INTERPOLATE =
      Recipe.LUCID
          .named("interpolate", "An aligned row from one unit to another: 'interpolate(A, B)'.")
          .with(Setting.BATCH, 6)
          .with(Setting.PARAM, ParameterizationKind.ALIGNED)
          .with(Setting.LEARNING_RATE, .02);

  /** All recipes, the default first. */
  public static final List<Recipe> ALL =
      List.of(
          Recipe.LUCID,
          FAST,
          Recipe.TUTORIAL,
          ARTICLE,
          DEEPDREAM,
          MACO,
          CROPS,
          ACCENTUATE,
          INVERT,
          CARICATURE,
          DIVERSE,
          INTERPOLATE);

  private Recipes() {}
}
