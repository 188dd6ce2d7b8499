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
  private static final int SETTLED = 60;

  /** Two hundred renders use no more than sixty did, but for the noise of allocators. */
  @Test
  void staysFlatOverManyRenders() throws IOException {
    assumeTrue(Files.exists(STATUS), "skipped: there is no /proc to read the memory from");
    Model model = Models.load("mini");
    long resident = 0;
    long heap = 0;
    for (int i = 1; i <= RENDERS; i++) {
      Render.of(model, "stage2_conv1:3").size(128).steps(2).seed(i).run();
      if (i == SETTLED || i == RENDERS) {
        long usedHeap = heap();
        if (i == RENDERS) {
          assertThat(usedHeap).isLessThan(heap + (8 << 20));
          assertThat(residentKiB()).isLessThan(resident + 32 * 1024);
        }
        heap = usedHeap;
        resident = residentKiB();
      }
    }
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
