package dev.phosphene.bench;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A completed run of a command.
 *
 * @param seconds wall time from start to end
 * @param peak peak memory in MiB: the sum over the process and its children
 */
record CommandRun(double seconds, long peak) {
  private static final long LOOK_MILLISECONDS = 10;

  /**
   * Runs a command and redirects its output to {@code log}.
   *
   * @throws IOException if it does not exit with 0
   */
  static CommandRun run(List<String> command, Path log) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.redirectErrorStream(true);
    builder.redirectOutput(log.toFile());
    long begin = System.nanoTime();
    Process process = builder.start();
    Map<Long, Long> peaks = new HashMap<>();
    try {
      while (!process.waitFor(LOOK_MILLISECONDS, TimeUnit.MILLISECONDS)) {
        look(process.pid(), peaks);
        process.descendants().forEach(child -> look(child.pid(), peaks));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted");
    } finally {
      process.destroy();
    }
    double seconds = (System.nanoTime() - begin) / 1e9;
    if (process.exitValue() != 0) {
      throw new IOException(
          String.join(" ", command) + " ended with " + process.exitValue() + "; see " + log);
    }
    return new CommandRun(seconds, peaks.values().stream().mapToLong(Long::longValue).sum());
  }

  private static void look(long pid, Map<Long, Long> peaks) {
    peaks.merge(pid, Peak.mebibytes(pid), Math::max);
  }
}
