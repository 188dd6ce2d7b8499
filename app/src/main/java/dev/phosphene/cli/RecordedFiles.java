package dev.phosphene.cli;

import dev.phosphene.error.InputException;
import dev.phosphene.io.CacheFolder;
import dev.phosphene.io.Hash;
import dev.phosphene.objective.FileNames;
import dev.phosphene.zoo.Models;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files that an untrusted image names, by name and hash, in folders the user would
 * expect; reads from elsewhere only with the user's consent.
 */
final class RecordedFiles {
  private static final String SHA_256 = "SHA-256";

  private final Set<Path> folders = new LinkedHashSet<>();
  private final Trust trust;

  /**
   * Creates a finder of the files of {@code picture}.
   *
   * @param told folders to search first; then come the current one, the image's and the cache
   */
  RecordedFiles(Path picture, List<Path> told, Trust trust) {
    this.trust = trust;
    folders.addAll(told);
    folders.add(Path.of(""));
    Path parent = picture.toAbsolutePath().getParent();
    if (parent != null) {
      folders.add(parent);
    }
    folders.add(CacheFolder.ofUser());
  }

  /**
   * Finds a file with the given hash.
   *
   * @param what the file's role, for messages: {@code the start}
   * @param sha256 its hash, or null if the image does not record it
   * @throws InputException if there is none, or only one of that name with another hash
   */
  Path find(String what, String name, @Nullable String sha256) {
    if (sha256 == null || sha256.isEmpty()) {
      throw new InputException(
          what + " " + Visible.line(name) + " is not read: the picture does not record its hash");
    }
    Path other = null;
    for (Path candidate : candidates(what, name)) {
      if (Hash.of(candidate, SHA_256).equals(sha256)) {
        return candidate;
      }
      other = candidate;
    }
    if (other != null) {
      throw new InputException(
          what
              + " "
              + Visible.line(other.toString())
              + " is not the file that it was; its hash differs");
    }
    Path recorded = elsewhere(what, name);
    if (!Hash.of(recorded, SHA_256).equals(sha256)) {
      throw new InputException(
          what
              + " "
              + Visible.line(recorded.toString())
              + " is not the file that it was; its hash differs");
    }
    return recorded;
  }

  /**
   * A model's file, which may be one of several that have a hash together: that which fits the
   * hash, else the first of the name.
   */
  Path model(String name, String sha256) {
    List<Path> candidates = candidates("the model", name);
    for (Path candidate : candidates) {
      if (Hash.of(candidate, SHA_256).equals(sha256)) {
        return candidate;
      }
    }
    if (candidates.isEmpty()) {
      return elsewhere("the model", name);
    }
    if (candidates.size() > 1) {
      for (Path candidate : candidates) {
        if (hasTogether(candidate, sha256)) {
          return candidate;
        }
      }
    }
    return candidates.get(0);
  }

  /** Whether the model in a file has that hash, of all its files. */
  private static boolean hasTogether(Path file, String sha256) {
    try {
      return Models.load(file.toAbsolutePath().toString()).sha256().equals(sha256);
    } catch (InputException e) {
      return false; // whatever is wrong with it is told if no other fits
    }
  }

  private List<Path> candidates(String what, String name) {
    Path path = path(what, name);
    String last = FileNames.last(name);
    Set<Path> all = new LinkedHashSet<>();
    for (Path folder : folders) {
      if (!path.isAbsolute() && !path.normalize().startsWith("..")) {
        all.add(folder.resolve(path));
      }
      all.add(folder.resolve(last));
    }
    return all.stream().filter(Files::isRegularFile).toList();
  }

  /** Tries the place that an earlier version recorded for the file. */
  private Path elsewhere(String what, String name) {
    Path path = path(what, name);
    if (!Files.exists(path)) {
      throw new InputException(
          "%s %s of the picture is neither here, nor beside the picture, nor in the cache; --search DIR looks elsewhere"
              .formatted(what, Visible.line(name)));
    }
    if (!Files.isRegularFile(path)) {
      throw new InputException(
          "%s %s of the picture is not a regular file, and is not read"
              .formatted(what, Visible.line(name)));
    }
    trust.require(
        "The picture names %s %s, outside of this folder and the cache".formatted(what, path),
        "read it");
    return path;
  }

  private static Path path(String what, String name) {
    try {
      Path path = Path.of(name);
      if (path.getFileName() != null && !name.isBlank()) {
        return path;
      }
    } catch (InvalidPathException e) {
      throw new InputException(
          what + " of the picture has a name that no file has: " + Visible.line(name), e);
    }
    throw new InputException(
        what + " of the picture has a name that no file has: " + Visible.line(name));
  }
}
