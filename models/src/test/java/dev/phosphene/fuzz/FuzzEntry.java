package dev.phosphene.fuzz;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What Jazzer calls over and over. With one target an input is its; with several the first byte
 * chooses the target, and none gets more than twice its share of the time.
 */
public final class FuzzEntry {
  private static final List<Target> TARGETS =
      Targets.named(System.getProperty("fuzz.targets", "all"));
  private static final Path FOLDER = Path.of(System.getProperty("fuzz.folder", "target/fuzz"));
  private static final long MOST_NANOS =
      2 * TimeUnit.SECONDS.toNanos(Long.getLong("fuzz.seconds", 60)) / TARGETS.size();

  private static final long[] SPENT = new long[TARGETS.size()];
  private static final int[] INPUTS = new int[TARGETS.size()];
  private static final int[] READ = new int[TARGETS.size()];

  private FuzzEntry() {}

  /** The entry that Jazzer looks for. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    if (TARGETS.size() == 1) {
      attempt(0, bytes);
      return;
    }
    int chosen = bytes.length == 0 ? 0 : (bytes[0] & 255) % TARGETS.size();
    if (bytes.length > 0 && SPENT[chosen] < MOST_NANOS) {
      long start = System.nanoTime();
      attempt(chosen, Arrays.copyOfRange(bytes, 1, bytes.length));
      SPENT[chosen] += System.nanoTime() - start;
    }
  }

  private static void attempt(int chosen, byte[] input) {
    Target target = TARGETS.get(chosen);
    INPUTS[chosen]++;
    READ[chosen] += Outcome.of(target, input, target.folder(FOLDER)).refused() ? 0 : 1;
  }

  /** How many inputs each target has seen, and how many of them it did not refuse. */
  static void report() {
    for (int i = 0; i < INPUTS.length; i++) {
      System.out.printf(
          "fuzzed %-12s %9d inputs, %5.1f %% of them read%n",
          TARGETS.get(i).name(), INPUTS[i], 100.0 * READ[i] / Math.max(1, INPUTS[i]));
    }
  }
}
