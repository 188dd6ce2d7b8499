package dev.phosphene.gallery;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Removes what a killed run left half-written: whoever holds the lock is the only writer. */
final class Leftovers {
  private static final int DEEPEST = 4; // NETWORK/LAYER/TECHNIQUE/file

  private Leftovers() {}

  static void remove(Path gallery) {
    try (Stream<Path> files = Files.walk(gallery, DEEPEST)) {
      List<Path> left =
          files
              .filter(file -> String.valueOf(file.getFileName()).matches("\\..+\\.tmp"))
              .filter(Files::isRegularFile)
              .toList();
      for (Path file : left) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new InputException("cannot read " + gallery + ": " + FileFacts.reason(e), e);
    }
  }
}
