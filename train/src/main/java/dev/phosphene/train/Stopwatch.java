package dev.phosphene.train;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Wall clock and processor seconds of this process, on top of those of earlier ones. */
final class Stopwatch {
  private final long start = System.nanoTime();
  private final double wallBefore;
  private final double cpuBefore;

  Stopwatch(double wallBefore, double cpuBefore) {
    this.wallBefore = wallBefore;
    this.cpuBefore = cpuBefore;
  }

  double wall() {
    return wallBefore + (System.nanoTime() - start) * 1e-9;
  }

  /** Of all threads together; the honest measure where others use the machine too. */
  double cpu() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return cpuBefore + system.getProcessCpuTime() * 1e-9;
  }
}
