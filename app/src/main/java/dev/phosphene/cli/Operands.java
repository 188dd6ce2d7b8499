package dev.phosphene.cli;

import dev.phosphene.analysis.ImageFinder;
import dev.phosphene.error.InputException;
import dev.phosphene.zoo.Models;
import dev.phosphene.zoo.Zoo;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Tells models and images apart among the operands. */
final class Operands {
  private Operands() {}

  /**
   * The image files among {@code operands}, and those in folders.
   *
   * @throws InputException if one does not exist, or is a second model
   */
  static List<Path> pictures(List<String> operands) {
    operands.forEach(Operands::requireNoModel);
    return ImageFinder.in(operands.stream().map(Operands::path).toList());
  }

  /**
   * Does nothing for what is neither a model's name nor a file that is called like one.
   *
   * @throws InputException for a model where there is one already
   */
  static void requireNoModel(String operand) {
    boolean known = !exists(operand) && Models.names(Zoo.fromEnvironment()).contains(operand);
    if (known || (exists(operand) && Models.isNamedLikeOne(operand))) {
      throw new InputException(
          "one model at a time, and " + operand + " is another; run the command once for each");
    }
  }

  /**
   * The path that an operand names.
   *
   * @throws InputException if no file can have that name here
   */
  static Path path(String operand) {
    try {
      return Path.of(operand);
    } catch (InvalidPathException e) {
      throw new InputException("no file can be called that here: " + operand, e);
    }
  }

  /** Whether a file or folder is called that. */
  static boolean exists(@Nullable String operand) {
    try {
      return operand != null && Files.exists(Path.of(operand));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
