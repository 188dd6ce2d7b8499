package dev.phosphene.engine.onednn.conv;

import dev.phosphene.engine.onednn.program.Emitter;
import dev.phosphene.engine.onednn.program.Library;
import dev.phosphene.zoo.Zoo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/**
 * The faster way, measured when a layer is compiled for the first time on a machine and remembered
 * from then on, because the two ways do not round alike and the same command is to give the same
 * bytes again. Small tasks are always computed directly and never measured.
 */
final class Measured implements Choice {
  /** Fewer channels than this are not worth a measurement. */
  private static final int CHANNELS = 16;

  /** Fewer multiplications than this are not worth a measurement. */
  private static final long SMALL = 10_000_000;

  /** Finds out which way is faster. */
  interface Contest {
    /** Whether Winograd's way is. */
    boolean winograd(Task task, int threads);
  }

  private static final class Usual {
    static final Choice CHOICE = new Measured(new Decisions(file()), new TimedContest(), machine());

    private Usual() {}
  }

  private final Decisions decisions;
  private final Contest contest;
  private final String machine;

  /**
   * Chooses.
   *
   * @param machine what the times depend on besides the task
   */
  Measured(Decisions decisions, Contest contest, String machine) {
    this.decisions = decisions;
    this.contest = contest;
    this.machine = machine;
  }

  /** The one that remembers in the user's cache. */
  static Choice usual() {
    return Usual.CHOICE;
  }

  @Override
  public boolean winograd(Emitter emitter, Task task) {
    if (Math.min(task.in().c(), task.out().c()) < CHANNELS || task.products() < SMALL) {
      return false;
    }
    int threads = emitter.workers.crew().size();
    String question = "%s, %d threads: Winograd %s".formatted(machine, threads, task.text());
    return decisions.get(question, () -> contest.winograd(task, threads));
  }

  private static Optional<Path> file() {
    try {
      return Optional.of(Zoo.fromEnvironment().home().resolve("convolutions.txt"));
    } catch (RuntimeException e) {
      return Optional.empty(); // the cache's settings make no sense; whoever needs it will say so
    }
  }

  /** The processor and the library. */
  private static String machine() {
    return processor() + ", " + Library.version();
  }

  private static String processor() {
    String name =
        System.getenv().getOrDefault("PROCESSOR_IDENTIFIER", System.getProperty("os.arch"));
    try {
      return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
          .filter(line -> line.toLowerCase(Locale.ROOT).startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse(name);
    } catch (IOException | RuntimeException e) {
      return name;
    }
  }
}
