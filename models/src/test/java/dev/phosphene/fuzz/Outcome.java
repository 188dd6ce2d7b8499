package dev.phosphene.fuzz;

import dev.phosphene.error.InputException;
import dev.phosphene.error.UnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What came of an input: it was read, or refused with a message.
 *
 * @param refusal the message, or empty
 * @param allocated bytes that the reading thread allocated, collected or not
 */
public record Outcome(String refusal, long allocated) {
  /** More than this is more than any damaged file of some kilobytes may take. */
  public static final long MOST_BYTES = 1L << 30;

  private static final com.sun.management.ThreadMXBean THREADS =
      (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();

  private static final int SHOWN = 20_000;

  /** Whether the input was refused. */
  public boolean refused() {
    return !refusal.isEmpty();
  }

  /**
   * Reads an input as it is and, if it differs, with its checksums made right.
   *
   * @throws AssertionError if anything happened but reading or refusing in words, with less memory
   *     than a gigabyte
   */
  public static Outcome of(Target target, byte[] input, Path folder) {
    Outcome outcome = once(target, input, folder);
    byte[] repaired = target.repaired(input);
    return Arrays.equals(input, repaired) ? outcome : once(target, repaired, folder);
  }

  /**
   * Reads an input, and once more if that took too much memory: the first time may have loaded
   * classes, which the fuzzer rewrites in the reading thread, at a gigabyte or two.
   */
  private static Outcome once(Target target, byte[] input, Path folder) {
    Outcome outcome = read(target, input, folder);
    if (outcome.allocated > MOST_BYTES) {
      outcome = read(target, input, folder);
    }
    if (outcome.allocated > MOST_BYTES) {
      throw fault(target, input, "took " + (outcome.allocated >> 20) + " MB", null);
    }
    return outcome;
  }

  private static Outcome read(Target target, byte[] input, Path folder) {
    long before = THREADS.getCurrentThreadAllocatedBytes();
    String refusal = "";
    try {
      target.read(input, folder);
    } catch (InputException | UnavailableException e) {
      refusal = String.valueOf(e.getMessage());
      if (refusal.isBlank()) {
        throw fault(target, input, "was refused without a word", e);
      }
      if (isOutOfMemory(e)) {
        throw fault(target, input, "claims memory that it cannot have", e);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the folder's fault, not the reader's
    } catch (RuntimeException | Error e) {
      throw fault(target, input, "threw " + e, e);
    }
    return new Outcome(refusal, THREADS.getCurrentThreadAllocatedBytes() - before);
  }

  private static boolean isOutOfMemory(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError) {
        return true;
      }
    }
    return false;
  }

  private static AssertionError fault(
      Target target, byte[] input, String what, @Nullable Throwable e) {
    String hex = HexFormat.of().formatHex(input, 0, Math.min(input.length, SHOWN));
    return new AssertionError(
        target.name() + ": an input of " + input.length + " bytes " + what + "\n" + hex, e);
  }
}
