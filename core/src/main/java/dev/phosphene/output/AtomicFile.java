package dev.phosphene.output;

import dev.phosphene.error.InputException;
import dev.phosphene.io.FileFacts;
import dev.phosphene.io.TemporaryFiles;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Writes a file atomically: to a temporary file beside it, which is then moved into place. What a
 * killed process left of its own is removed as {@link TemporaryFiles} says.
 */
public final class AtomicFile {
  private AtomicFile() {}

  /** Writes the content of the new file. */
  @FunctionalInterface
  public interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** Writes bytes, as {@link #write(Path, Content)}. */
  public static void write(Path file, byte[] content) {
    write(file, out -> out.write(content));
  }

  /**
   * Creates or replaces {@code file}. Until the content is complete an existing file is unchanged,
   * even if the content throws. A link is followed; a device such as {@code /dev/null} is written
   * directly.
   *
   * @throws InputException if the folder is missing or not writable, or the disk is full
   */
  public static void write(Path file, Content content) {
    checkWritable(file);
    try {
      Path target = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
      if (Files.exists(target) && !Files.isRegularFile(target)) {
        try (OutputStream out = Files.newOutputStream(target, StandardOpenOption.WRITE)) {
          content.writeTo(out);
        }
        return;
      }
      Path beside = TemporaryFiles.create(target);
      try {
        fill(beside, content);
        move(beside, target);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException problem) {
      throw new InputException("cannot write " + file + ": " + FileFacts.reason(problem), problem);
    }
  }

  /**
   * Makes {@code file}, whole from the first moment, unless there is something of that name, maybe
   * of another process that was faster.
   *
   * @return whether it was made
   * @throws InputException if the folder is missing or not writable, or the disk is full
   */
  public static boolean writeNew(Path file, Content content) {
    if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
      return false;
    }
    checkWritable(file);
    try {
      Path target = file.toAbsolutePath();
      Path beside = TemporaryFiles.create(target);
      try {
        fill(beside, content);
        return appear(beside, target);
      } finally {
        Files.deleteIfExists(beside);
      }
    } catch (IOException problem) {
      throw new InputException("cannot write " + file + ": " + FileFacts.reason(problem), problem);
    }
  }

  private static void fill(Path file, Content content) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
      content.writeTo(out);
    }
  }

  /** Gives a file its name, if that is free. A move would replace what has it. */
  private static boolean appear(Path from, Path to) throws IOException {
    try {
      Files.createLink(to, from);
      return true;
    } catch (FileAlreadyExistsException taken) {
      return false;
    } catch (IOException | UnsupportedOperationException noLinks) {
      return claim(from, to);
    }
  }

  /** The same where files cannot have two names: for a moment there is an empty file. */
  static boolean claim(Path from, Path to) throws IOException {
    try {
      Files.createFile(to);
    } catch (FileAlreadyExistsException taken) {
      return false;
    }
    try {
      move(from, to);
      return true;
    } catch (IOException e) {
      Files.deleteIfExists(to);
      throw e;
    }
  }

  /**
   * Finds out before a long run whether its result can be written.
   *
   * @throws InputException if the folder is missing or not writable, or the file is a folder
   */
  public static void checkWritable(Path file) {
    Path folder = file.toAbsolutePath().getParent();
    if (Files.isDirectory(file) || folder == null) {
      throw new InputException("cannot write " + file + ": it is a folder, not a file");
    }
    if (!Files.isDirectory(folder)) {
      String fault = Files.exists(folder) ? " is not a folder" : " does not exist";
      throw new InputException("cannot write " + file + ": the folder " + folder + fault);
    }
    boolean device = Files.exists(file) && !Files.isRegularFile(file);
    if (!device && !Files.isWritable(folder)) {
      throw new InputException(
          "cannot write " + file + ": no permission to write in the folder " + folder);
    }
  }

  private static void move(Path from, Path to) throws IOException {
    try {
      Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (AtomicMoveNotSupportedException unsupported) {
      Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
    }
  }
}
