package dev.phosphene.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.phosphene.graph.Model;
import dev.phosphene.render.Render;
import dev.phosphene.zoo.Models;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class MemoryTest {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int RENDERS = 200;

  /** Of the first renders, which load classes and fill caches. */
  private static final int SETTLED = 20;

  /**
   * The last of two hundred renders use no more than the first did. Resident memory goes up and
   * down by tens of megabytes as the collector sees fit, so the least of several samples counts; a
   * network that stayed would add some megabytes with each render.
   */
  @Test
  void staysFlatOverManyRenders() throws IOException {
    assumeTrue(Files.exists(STATUS), "skipped: there is no /proc to read the memory from");
    Model model = Models.load("mini");
    int half = SETTLED + (RENDERS - SETTLED) / 2;
    long[] resident = {Long.MAX_VALUE, Long.MAX_VALUE};
    long[] heap = {Long.MAX_VALUE, Long.MAX_VALUE};
    for (int i = 1; i <= RENDERS; i++) {
      Render.of(model, "stage2_conv1:3").size(128).steps(2).seed(i).run();
      if (i > SETTLED && i % 10 == 0) {
        int part = i <= half ? 0 : 1;
        heap[part] = Math.min(heap[part], heap());
        resident[part] = Math.min(resident[part], residentKiB());
      }
    }
    assertThat(heap[1]).isLessThan(heap[0] + (4 << 20));
    assertThat(resident[1]).isLessThan(resident[0] + 32 * 1024);
  }

  @SuppressWarnings("SystemGC") // What is left after a collection is what leaks.
  private static long heap() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return runtime.totalMemory() - runtime.freeMemory();
  }

  private static long residentKiB() throws IOException {
    return Files.readAllLines(STATUS).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .map(line -> line.replaceAll("\\D", ""))
        .mapToLong(Long::parseLong)
        .findFirst()
        .orElseThrow();
  }
}
