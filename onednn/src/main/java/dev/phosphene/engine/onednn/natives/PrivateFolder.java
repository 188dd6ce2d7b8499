package dev.phosphene.engine.onednn.natives;

import dev.phosphene.io.TemporaryFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Folders that only the user of this process can change. On systems without owners and modes, such
 * as Windows, any folder inside the user's own counts as one.
 */
final class PrivateFolder {
  private static final String TEMPORARY = "phosphene-natives";
  private static final int STICKY = 01000;
  private static final int GROUP_WRITES = 0020;
  private static final int OTHERS_WRITE = 0002;

  private PrivateFolder() {}

  /**
   * Returns the folder without symbolic links in its path, creating it with mode 0700 if needed.
   *
   * @throws IOException if it cannot be created or written to, or somebody else can change or
   *     replace it
   */
  static Path at(Path folder) throws IOException {
    boolean posix = folder.getFileSystem().supportedFileAttributeViews().contains("unix");
    Path parent = folder.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    try {
      Files.createDirectory(folder, posix ? ownersOnly() : new FileAttribute<?>[0]);
    } catch (FileAlreadyExistsException e) {
      if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
        throw new IOException(folder + " is not a folder", e);
      }
    }
    Path real = folder.toRealPath();
    if (posix) {
      int user = userWritingTo(real);
      Facts own = Facts.of(real);
      if (own.owner != user) {
        throw new IOException(real + " belongs to another user");
      }
      if ((own.mode & (GROUP_WRITES | OTHERS_WRITE)) != 0) {
        throw new IOException("others can write to " + real + "; its mode should be 0700");
      }
      for (Path above = real.getParent(); above != null; above = above.getParent()) {
        requireTrusted(real, above, user);
      }
    }
    return real;
  }

  /** Creates a temporary folder, mode 0700, that is deleted when the process ends. */
  static Path temporary() throws IOException {
    Path folder = Files.createTempDirectory(TEMPORARY + TemporaryFiles.owner()).toRealPath();
    removeLeft(folder);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(folder), "phosphene-natives"));
    return folder;
  }

  /**
   * Removes the temporary folders of this user's killed processes. What belongs to him among the
   * temporary files nobody else can exchange for a link while it is being removed.
   */
  private static void removeLeft(Path own) {
    boolean posix = own.getFileSystem().supportedFileAttributeViews().contains("unix");
    try (DirectoryStream<Path> all =
        Files.newDirectoryStream(own.resolveSibling(""), TEMPORARY + ".*")) {
      for (Path folder : all) {
        if (posix
            && Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
            && TemporaryFiles.isLeft(folder)
            && Facts.of(folder).owner == Facts.of(own).owner) {
          delete(folder);
        }
      }
    } catch (IOException | DirectoryIteratorException e) {
      // They take space and do no other harm.
    }
  }

  /** Whoever can rename what is in a folder above can put a folder of his own in place of ours. */
  private static void requireTrusted(Path folder, Path above, int user) throws IOException {
    Facts facts = Facts.of(above);
    boolean ours = facts.owner == user || facts.owner == 0;
    boolean open =
        (facts.mode & OTHERS_WRITE) != 0 || ((facts.mode & GROUP_WRITES) != 0 && !facts.ownGroup);
    if (!ours || (open && (facts.mode & STICKY) == 0)) {
      throw new IOException("others can replace " + folder + ", because " + above + " is theirs");
    }
  }

  /** Returns the user's number, read from a new file, since Java has no function for it. */
  private static int userWritingTo(Path folder) throws IOException {
    Path probe = Files.createTempFile(folder, "probe", "");
    try {
      return Facts.of(probe).owner;
    } finally {
      Files.delete(probe);
    }
  }

  private static FileAttribute<?>[] ownersOnly() {
    Set<PosixFilePermission> mode = PosixFilePermissions.fromString("rwx------");
    return new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(mode)};
  }

  private static void delete(Path folder) {
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) all.sorted(Comparator.reverseOrder())::iterator) {
        Files.deleteIfExists(path);
      }
    } catch (IOException | UncheckedIOException e) {
      // Only space is lost, and only if files in use cannot be deleted.
    }
  }

  /**
   * Ownership and permissions of a file.
   *
   * @param ownGroup whether its group is named after its owner: a group of one
   */
  private record Facts(int owner, int mode, boolean ownGroup) {
    static Facts of(Path file) throws IOException {
      Map<String, Object> facts =
          Files.readAttributes(file, "unix:uid,mode,owner,group", LinkOption.NOFOLLOW_LINKS);
      return new Facts(
          (Integer) Objects.requireNonNull(facts.get("uid")),
          (Integer) Objects.requireNonNull(facts.get("mode")),
          String.valueOf(facts.get("owner")).equals(String.valueOf(facts.get("group"))));
    }
  }
}
