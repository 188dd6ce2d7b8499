package dev.phosphene.io;

import dev.phosphene.error.InputException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Arrays;

/** Checks files before a format reads them, and explains failures. */
public final class FileFacts {
  /** The message for a failing disk or connection. */
  private static final String FAILED = "input/output error";

  private FileFacts() {}

  /**
   * Requires a readable, nonempty file.
   *
   * @throws InputException otherwise, naming the problem
   */
  public static void requireReadable(Path file) {
    if (!Files.exists(file)) {
      throw new InputException(file + " does not exist");
    }
    if (Files.isDirectory(file)) {
      throw new InputException(file + " is a folder; expected a weights file");
    }
    if (!Files.isReadable(file)) {
      throw new InputException(file + " may not be read: permission denied");
    }
    try {
      if (Files.size(file) == 0 && Files.isRegularFile(file)) {
        throw new InputException(file + " is empty");
      }
    } catch (IOException e) {
      throw new InputException(unreadable(file, e), e);
    }
  }

  /**
   * Returns whether the file begins with the given bytes; false if it is not a file.
   *
   * @throws InputException if the file cannot be read
   */
  public static boolean startsWith(Path file, byte[] bytes) {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (InputStream in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(bytes.length), bytes);
    } catch (IOException e) {
      throw new InputException(unreadable(file, e), e);
    }
  }

  /**
   * Returns the byte at a small offset; −1 if there is none, or no file.
   *
   * @throws InputException if the file cannot be read
   */
  public static int byteAt(Path file, int offset) {
    if (!Files.isRegularFile(file)) {
      return -1;
    }
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(offset + 1);
      return bytes.length > offset ? bytes[offset] & 0xff : -1;
    } catch (IOException e) {
      throw new InputException(unreadable(file, e), e);
    }
  }

  /** Returns the message for a failed read. */
  public static String unreadable(Path file, IOException e) {
    return file + " cannot be read: " + reason(e);
  }

  /** Returns why a file cannot be read or written, in words; without its name. */
  public static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    } else if (e instanceof NoSuchFileException) {
      return "there is no such file";
    } else if (e instanceof FileAlreadyExistsException) {
      return "there is one already";
    } else if (e instanceof DirectoryNotEmptyException) {
      return "the folder is not empty";
    } else if (e instanceof NotDirectoryException) {
      return "it is not a folder";
    } else if (e instanceof FileSystemException fault) {
      return fault.getReason() == null ? FAILED : fault.getReason();
    }
    return e.getMessage() == null ? FAILED : e.getMessage();
  }

  /** Returns the exception for a text that is not valid JSON. */
  public static InputException notJson(Object where, Exception fault) {
    Throwable told = fault.getCause() instanceof IOException cause ? cause : fault;
    String words = String.valueOf(told.getMessage()).lines().findFirst().orElse("");
    return new InputException(where + " is not valid JSON: " + words, fault);
  }
}
