package dev.phosphene.train;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;

/** Wall-clock and processor seconds of this process, added to those of earlier ones. */
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

  /** Returns the processor time of all threads; a fair measure if others use the machine too. */
  double cpu() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return cpuBefore + system.getProcessCpuTime() * 1e-9;
  }
}
