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

/** Distinguishes models from images among the operands. */
final class Operands {
  private Operands() {}

  /**
   * Returns the image files among {@code operands}, and those in folders.
   *
   * @throws InputException if one does not exist, or is a second model
   */
  static List<Path> pictures(List<String> operands) {
    operands.forEach(Operands::requireNoModel);
    return ImageFinder.in(operands.stream().map(Operands::path).toList());
  }

  /**
   * Rejects an operand that is a model's name, or a file with a model's extension.
   *
   * @throws InputException for a second model
   */
  static void requireNoModel(String operand) {
    boolean known = !exists(operand) && Models.names(Zoo.fromEnvironment()).contains(operand);
    if (known || (exists(operand) && Models.isNamedLikeOne(operand))) {
      throw new InputException(
          "only one model at a time, but "
              + operand
              + " is a second; run the command once for each");
    }
  }

  /**
   * Returns the path that an operand names.
   *
   * @throws InputException if no file can have that name on this system
   */
  static Path path(String operand) {
    try {
      return Path.of(operand);
    } catch (InvalidPathException e) {
      throw new InputException("not a valid file name here: " + operand, e);
    }
  }

  /** Returns whether a file or folder of that name exists. */
  static boolean exists(@Nullable String operand) {
    try {
      return operand != null && Files.exists(Path.of(operand));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
