package dev.phosphene.engine.onednn.conv;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * Answers to questions that were found out once, kept for this process and in a file for the next.
 * While one process finds out, others wait for its answer, so that all of them give the same. A
 * file that cannot be read or written makes no difference but that its answers are found out anew.
 */
final class Decisions {
  /** Ends of lines of the file. */
  private static final String YES = " = yes";

  private static final String NO = " = no";

  private static final int POLL_MILLIS = 20;
  private static final int POLLS = 1500; // half a minute

  private final Optional<Path> file;
  private final Map<String, Boolean> known = new HashMap<>();

  /** Kept in {@code file}, or in this process only. */
  Decisions(Optional<Path> file) {
    this.file = file;
  }

  /**
   * The answer to {@code question}, which must be a single line; found out where it is not known.
   */
  synchronized boolean get(String question, BooleanSupplier findOut) {
    Boolean answer = known.get(question);
    if (answer == null) {
      answer = file.map(path -> shared(path, question, findOut)).orElseGet(findOut::getAsBoolean);
      known.put(question, answer);
    }
    return answer;
  }

  private static boolean shared(Path path, String question, BooleanSupplier findOut) {
    Boolean answer = read(path).get(question);
    if (answer != null) {
      return answer;
    }
    try (FileChannel channel = lockFile(path)) {
      lock(channel); // until the channel is closed
      answer = read(path).get(question); // another process may have written it meanwhile
      if (answer == null) {
        answer = findOut.getAsBoolean();
        write(path, question, answer);
      }
      return answer;
    } catch (IOException e) {
      return answer == null ? findOut.getAsBoolean() : answer;
    }
  }

  private static FileChannel lockFile(Path path) throws IOException {
    Files.createDirectories(path.toAbsolutePath().getParent());
    return FileChannel.open(
        path.resolveSibling(path.getFileName() + ".lock"),
        StandardOpenOption.CREATE,
        StandardOpenOption.WRITE);
  }

  /** Waits, but not for ever: without a lock two processes may find out different answers. */
  private static void lock(FileChannel channel) throws IOException {
    try {
      for (int i = 0; i < POLLS && channel.tryLock() == null; i++) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (OverlappingFileLockException e) {
      return; // another instance in this process has it
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** What the file says; lines that make no sense are passed over. */
  private static Map<String, Boolean> read(Path path) {
    Map<String, Boolean> answers = new TreeMap<>();
    List<String> lines;
    try {
      lines = new String(Files.readAllBytes(path), StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      return answers;
    }
    for (String line : lines) {
      if (line.endsWith(YES)) {
        answers.put(line.substring(0, line.length() - YES.length()), true);
      } else if (line.endsWith(NO)) {
        answers.put(line.substring(0, line.length() - NO.length()), false);
      }
    }
    return answers;
  }

  private static void write(Path path, String question, boolean answer) throws IOException {
    Map<String, Boolean> answers = read(path);
    answers.put(question, answer);
    StringBuilder text = new StringBuilder();
    answers.forEach((key, value) -> text.append(key).append(value ? YES : NO).append('\n'));
    Path partial = Files.createTempFile(path.toAbsolutePath().getParent(), "decisions", ".part");
    try {
      Files.writeString(partial, text);
      try {
        Files.move(
            partial, path, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(partial, path, StandardCopyOption.REPLACE_EXISTING);
      }
    } finally {
      Files.deleteIfExists(partial);
    }
  }
}
