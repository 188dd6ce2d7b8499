package dev.phosphene.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Predicate;

/** Numbers default file names so that earlier results are kept. */
final class NumberedFiles {
  private NumberedFiles() {}

  /** Returns {@code unit.png}, or {@code unit-2.png} and so on if that file exists. */
  static Path of(Path usual) {
    return numbered(usual, file -> !Files.exists(file));
  }

  /**
   * Writes {@code unit.png}, or {@code unit-2.png} and so on.
   *
   * @param free whether the run has no other use for a name
   * @param writing writes a file, unless somebody else was faster; returns whether it did
   * @return the file that was written
   */
  static Path write(Path usual, Predicate<Path> free, Predicate<Path> writing) {
    return numbered(usual, file -> !Files.exists(file) && free.test(file) && writing.test(file));
  }

  /** The file, or with the first number from 2 before its ending that is free. */
  static Path numbered(Path file, Predicate<Path> free) {
    Path candidate = file;
    for (int i = 2; !free.test(candidate); i++) {
      candidate = inserted(file, "-" + i);
    }
    return candidate;
  }

  /** Inserts text before the extension: {@code unit.png} → {@code unit-block4_conv1-47.png}. */
  static Path inserted(Path file, String text) {
    String name = file.getFileName().toString();
    int dot = name.lastIndexOf('.');
    return file.resolveSibling(name.substring(0, dot) + text + name.substring(dot));
  }
}
