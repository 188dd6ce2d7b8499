package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.graph.Model;
import dev.phosphene.recipe.InputRange;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The input range and channel order that the network expects. */
final class InputOptions {
  @Option(
      names = "--input",
      paramLabel = "RANGE",
      description =
          "What the network expects: "
              + InputRange.FORMS
              + " (default: the model's own). Mean and std are in the units of the range, in the"
              + " order of the network's channels.")
  private @Nullable String text;

  /** Returns the range that was given, or the model's own. */
  InputRange input() {
    try {
      return text == null ? InputRange.MODEL : InputRange.parse(text);
    } catch (InputException e) {
      throw new InputException("--input: " + e.getMessage(), e);
    }
  }

  /** Returns the model with the given range; warns if none is known. */
  Model of(Model model, PrintWriter err) {
    if (text == null) {
      noteUnknown(model, err);
    }
    return input().of(model);
  }

  /** Warns which range is assumed if the model does not declare its own. */
  static void noteUnknown(Model model, PrintWriter err) {
    if (model.preprocessing().isNone()) {
      err.println(
          "phosphene: "
              + model.name()
              + " does not say which input range it was trained with; "
              + (model.preprocessing().isGray() ? "grayscale" : "RGB")
              + " in 0…1 is assumed. --input tf, caffe or torch is another, --input 0..1 says that"
              + " this is right, and 'phosphene doctor' tries them with pictures");
    }
  }
}
