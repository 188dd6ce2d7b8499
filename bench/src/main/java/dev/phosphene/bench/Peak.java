package dev.phosphene.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The most memory that a process has held, as Linux counts it ({@code VmHWM}). */
final class Peak {
  private static final String FIELD = "VmHWM:";

  private Peak() {}

  /** Of this process, in MiB; 0 where the system does not say. */
  static long mebibytes() {
    return mebibytes(ProcessHandle.current().pid());
  }

  /** Of that process, in MiB; 0 if it has ended, or where the system does not say. */
  static long mebibytes(long pid) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith(FIELD)) {
          String kibibytes = line.substring(FIELD.length()).replace("kB", "").strip();
          return Long.parseLong(kibibytes) / 1024;
        }
      }
    } catch (IOException e) {
      return 0; // ended, or another system
    }
    return 0;
  }
}
