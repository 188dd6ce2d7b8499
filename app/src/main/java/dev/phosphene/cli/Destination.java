package dev.phosphene.cli;

import dev.phosphene.output.Bitmap;
import dev.phosphene.output.ImageFiles;
import dev.phosphene.output.Provenance;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Where an image goes: to the file that the user named, which is replaced, or under a default name
 * with a number, so that nothing is replaced. The number is known only when the image is written,
 * for another run in the same folder may be faster.
 *
 * @param file that was named, or the default name without a number
 * @param named whether the user named it
 * @param free whether this run has no other use for a name
 */
record Destination(Path file, boolean named, Predicate<Path> free) {
  /** The given file, or else the usual one. */
  static Destination of(@Nullable Path given, Path usual) {
    return given == null ? usual(usual, name -> true) : named(given);
  }

  static Destination named(Path file) {
    return new Destination(file, true, name -> true);
  }

  static Destination usual(Path file, Predicate<Path> free) {
    return new Destination(file, false, free);
  }

  /**
   * The same, if it can be written.
   *
   * @throws dev.phosphene.error.InputException if the extension is none of ours, or the folder
   *     cannot be written to
   */
  Destination checked() {
    ImageFiles.checkWritable(named ? file : NumberedFiles.of(file));
    return this;
  }

  /** Writes an image; returns its file. */
  Path write(Bitmap image, Optional<Provenance> provenance) {
    if (!named) {
      return NumberedFiles.write(file, free, name -> ImageFiles.writeNew(name, image, provenance));
    }
    provenance.ifPresentOrElse(
        made -> ImageFiles.write(file, image, made), () -> ImageFiles.write(file, image));
    return file;
  }
}
