package dev.phosphene.analysis;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;

/** Finds image files. */
public final class ImageFinder {
  private static final List<String> ENDINGS =
      List.of(".png", ".jpg", ".jpeg", ".jfif", ".gif", ".bmp");

  /** Image formats that cannot be read; skipped with a note in folders. */
  private static final List<String> UNREADABLE =
      List.of(".webp", ".heic", ".avif", ".tif", ".tiff");

  private ImageFinder() {}

  /**
   * Returns the files among {@code filesOrFolders} and the images in and below the folders, sorted
   * by name. A file given by name may have any extension.
   *
   * @throws InputException if one does not exist, or a folder holds no image
   */
  public static List<Path> in(Collection<Path> filesOrFolders) {
    List<Path> all = new ArrayList<>();
    for (Path one : filesOrFolders) {
      if (Files.isDirectory(one)) {
        all.addAll(inFolder(one));
      } else if (Files.exists(one)) {
        all.add(one);
      } else {
        throw new InputException(one + " does not exist");
      }
    }
    return all;
  }

  private static List<Path> inFolder(Path folder) {
    List<Path> pictures;
    try (Stream<Path> files = Files.walk(folder)) {
      pictures =
          files
              .filter(file -> isPicture(file.toString()) && Files.isRegularFile(file))
              .sorted()
              .toList();
    } catch (IOException fault) {
      throw unlisted(folder, fault);
    } catch (UncheckedIOException fault) {
      throw unlisted(folder, Objects.requireNonNull(fault.getCause()));
    }
    if (pictures.isEmpty()) {
      throw new InputException(
          "no images in " + folder + "; supported extensions: " + String.join(", ", ENDINGS));
    }
    return pictures;
  }

  /** Describes a failure to list the folder or one below it. */
  private static InputException unlisted(Path folder, IOException fault) {
    boolean named = fault instanceof FileSystemException known && known.getFile() != null;
    String where = named ? ((FileSystemException) fault).getFile() : folder.toString();
    return new InputException("cannot list " + where + ": " + FileFacts.reason(fault), fault);
  }

  /** Returns whether a file name has an image extension. */
  public static boolean isPicture(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return ENDINGS.stream().anyMatch(lower::endsWith)
        || UNREADABLE.stream().anyMatch(lower::endsWith);
  }
}
