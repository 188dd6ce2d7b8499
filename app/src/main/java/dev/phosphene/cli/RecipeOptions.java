package dev.phosphene.cli;

import dev.phosphene.render.Image;
import dev.phosphene.render.Input;
import dev.phosphene.render.Recipe;
import dev.phosphene.render.Rule;
import dev.phosphene.render.Views;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** A recipe, and what is to differ from it. */
final class RecipeOptions {
  @Option(
      names = "--recipe",
      paramLabel = "NAME",
      description = "lucid (the default) or tutorial; sets every number that no option sets.")
  @Nullable String recipe;

  @Option(
      names = "--size",
      paramLabel = "N|WxH",
      converter = Size.Converter.class,
      description = "The picture's size in pixels.")
  @Nullable Size size;

  @Option(names = "--steps", paramLabel = "N", description = "How many steps.")
  @Nullable Integer steps;

  @Option(
      names = "--step-size",
      paramLabel = "X",
      description = "The step size, in the units of the parameterisation.")
  @Nullable Double stepSize;

  @Option(names = "--image", description = "What is optimised: ${COMPLETION-CANDIDATES}.")
  @Nullable Image image;

  @Option(names = "--views", description = "How the network looks at it: ${COMPLETION-CANDIDATES}.")
  @Nullable Views views;

  @Option(names = "--rule", description = "How a step is made: ${COMPLETION-CANDIDATES}.")
  @Nullable Rule rule;

  @Option(names = "--input", description = "Pre-processing: ${COMPLETION-CANDIDATES}.")
  @Nullable Input input;

  /** The recipe with everything that was overridden. */
  Recipe apply(Recipe from) {
    Recipe result = recipe == null ? from : Recipe.named(recipe);
    result = size == null ? result : result.withSize(size.width(), size.height());
    result = steps == null ? result : result.withSteps(steps);
    result = stepSize == null ? result : result.withStepSize(stepSize);
    result = image == null ? result : result.withImage(image);
    result = views == null ? result : result.withViews(views);
    result = rule == null ? result : result.withRule(rule);
    return input == null ? result : result.withInput(input);
  }

  /** {@code 300} or {@code 400x300}. */
  record Size(int width, int height) {
    static final class Converter implements ITypeConverter<Size> {
      @Override
      public Size convert(String text) {
        String[] parts = text.split("[xX×]", -1);
        try {
          int width = Integer.parseInt(parts[0]);
          int height = parts.length == 1 ? width : Integer.parseInt(parts[1]);
          if (parts.length <= 2 && width > 0 && height > 0) {
            return new Size(width, height);
          }
        } catch (NumberFormatException e) {
          throw wrong(text);
        }
        throw wrong(text);
      }

      private static TypeConversionException wrong(String text) {
        return new TypeConversionException(
            "'" + text + "' is not a size; give pixels such as 300 or 400x300");
      }
    }
  }
}
