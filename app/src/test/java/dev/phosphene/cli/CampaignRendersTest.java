package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thousand runs of the command line in one process, some of which fail: memory, threads and open
 * files stay as they were. Not in every build: {@code mvn verify -P campaign}.
 */
@Tag("campaign")
class CampaignRendersTest {
  private static final Path SELF = Path.of("/proc/self");
  private static final int RENDERS = 1000;

  /** Of the first, which load classes and fill caches. */
  private static final int SETTLED = 100;

  /** What the process holds: resident kilobytes, bytes of heap, threads, open files. */
  private record Held(long resident, long heap, long threads, long files) {
    static final Held NOTHING_SEEN =
        new Held(Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);

    @SuppressWarnings("SystemGC") // What is left after a collection is what leaks.
    static Held now() throws IOException {
      System.gc();
      Runtime runtime = Runtime.getRuntime();
      long resident =
          Files.readAllLines(SELF.resolve("status")).stream()
              .filter(line -> line.startsWith("VmRSS:"))
              .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
              .sum();
      try (Stream<Path> open = Files.list(SELF.resolve("fd"))) {
        return new Held(
            resident,
            runtime.totalMemory() - runtime.freeMemory(),
            ManagementFactory.getThreadMXBean().getThreadCount(),
            open.count());
      }
    }

    /** The least of both, each by itself. */
    Held least(Held other) {
      return new Held(
          Math.min(resident, other.resident),
          Math.min(heap, other.heap),
          Math.min(threads, other.threads),
          Math.min(files, other.files));
    }
  }

  @Test
  void staysFlat(@TempDir Path folder) throws IOException {
    assumeTrue(Files.exists(SELF.resolve("status")), "skipped: there is no /proc");
    Path out = folder.resolve("u.png");
    Path film = folder.resolve("g.gif");
    List<List<Object>> commands =
        List.of(
            List.of(
                "render",
                "mini",
                "stage2_conv1:3",
                "--size",
                "64",
                "--steps",
                "2",
                "-q",
                "-o",
                out),
            List.of(
                "render",
                "mini",
                "stage2_conv1:3",
                "--size",
                "48",
                "--steps",
                "2",
                "-q",
                "-o",
                out,
                "--animate",
                film,
                "--every",
                "1"),
            List.of("render", "mini", "stage2_conv1:9999", "-q", "-o", out),
            List.of("activations", "mini", out),
            List.of(
                "render",
                "mini",
                "like(stage1, " + out + ")",
                "--size",
                "48",
                "--steps",
                "1",
                "-q",
                "-o",
                folder.resolve("v.png")));
    Held early = Held.NOTHING_SEEN;
    Held late = Held.NOTHING_SEEN;
    for (int i = 1; i <= RENDERS; i++) {
      Cli.run(commands.get(i % commands.size()).toArray());
      if (i > SETTLED && i % 20 == 0) {
        Held now = Held.now();
        if (i % 100 == 0) {
          System.out.println(i + " commands: " + now);
        }
        if (i <= (RENDERS + SETTLED) / 2) {
          early = early.least(now);
        } else {
          late = late.least(now);
        }
      }
    }
    System.out.println("early " + early + "\nlate  " + late);
    assertThat(late.heap()).isLessThan(early.heap() + (4 << 20));
    assertThat(late.resident()).isLessThan(early.resident() + 32 * 1024);
    assertThat(late.threads()).isLessThanOrEqualTo(early.threads());
    assertThat(late.files()).isLessThanOrEqualTo(early.files());
  }
}
