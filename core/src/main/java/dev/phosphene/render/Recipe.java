package dev.phosphene.render;

import dev.phosphene.error.InputException;
import dev.phosphene.error.Nearest;
import dev.phosphene.output.Quantisation;
import java.util.List;

/**
 * Every number of a run as a plain value.
 *
 * @param name the recipe that this is, or was before something was overridden
 * @param image what the optimiser changes
 * @param views how the network looks at the picture
 * @param rule how the optimiser steps
 * @param stepSize in the parameters' units
 * @param steps how many
 * @param width of the picture in pixels
 * @param height of the picture in pixels
 * @param input which pre-processing stands in front of the network
 * @param quantisation from [0, 1] to 8 bits
 */
public record Recipe(
    String name,
    Image image,
    Views views,
    Rule rule,
    double stepSize,
    int steps,
    int width,
    int height,
    Input input,
    Quantisation quantisation) {

  /**
   * The tutorial that this project starts from: pixels in [−1, 1], the gradient divided by its
   * deviation, 10 steps of 0.1, clipped, cut off to 8 bits, and x / 127.5 − 1 for every model.
   */
  public static final Recipe TUTORIAL =
      new Recipe(
          "tutorial",
          Image.PIXELS,
          Views.NONE,
          Rule.DEVIATION,
          0.1,
          10,
          300,
          300,
          Input.TF,
          Quantisation.TRUNCATE);

  /**
   * Lucid's: decorrelated Fourier coefficients, its standard chain of views, Adam at 0.05
   * (tensorflow/lucid, optvis/render.py), 512 steps.
   */
  public static final Recipe LUCID =
      new Recipe(
          "lucid",
          Image.FOURIER,
          Views.LUCID,
          Rule.ADAM,
          0.05,
          512,
          128,
          128,
          Input.MODEL,
          Quantisation.ROUND);

  private static final List<Recipe> ALL = List.of(LUCID, TUTORIAL);

  public Recipe {
    if (steps < 0) {
      throw new InputException("the number of steps cannot be negative: " + steps);
    }
    if (width < 1 || height < 1) {
      throw new InputException("a picture of " + width + "×" + height + " has no pixels");
    }
    if (!(stepSize > 0) || Double.isInfinite(stepSize)) {
      throw new InputException("the step size must be positive: " + stepSize);
    }
  }

  /** All recipes, the default first. */
  public static List<Recipe> all() {
    return ALL;
  }

  /**
   * The recipe of that name.
   *
   * @throws InputException if there is none; the message lists them
   */
  public static Recipe named(String name) {
    List<String> names = ALL.stream().map(Recipe::name).toList();
    return ALL.stream()
        .filter(recipe -> recipe.name.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new InputException(
                    "no recipe \""
                        + name
                        + "\"; there are "
                        + String.join(", ", names)
                        + Nearest.hint(name, names)));
  }

  /** The same with another number of steps. */
  public Recipe withSteps(int other) {
    return new Recipe(
        name, image, views, rule, stepSize, other, width, height, input, quantisation);
  }

  /** The same with another step size. */
  public Recipe withStepSize(double other) {
    return new Recipe(name, image, views, rule, other, steps, width, height, input, quantisation);
  }

  /** The same at another size. */
  public Recipe withSize(int otherWidth, int otherHeight) {
    return new Recipe(
        name, image, views, rule, stepSize, steps, otherWidth, otherHeight, input, quantisation);
  }

  /** The same with another parameterisation. */
  public Recipe withImage(Image other) {
    return new Recipe(
        name, other, views, rule, stepSize, steps, width, height, input, quantisation);
  }

  /** The same with other views. */
  public Recipe withViews(Views other) {
    return new Recipe(
        name, image, other, rule, stepSize, steps, width, height, input, quantisation);
  }

  /** The same with another rule. */
  public Recipe withRule(Rule other) {
    return new Recipe(
        name, image, views, other, stepSize, steps, width, height, input, quantisation);
  }

  /** The same with another pre-processing. */
  public Recipe withInput(Input other) {
    return new Recipe(
        name, image, views, rule, stepSize, steps, width, height, other, quantisation);
  }
}
