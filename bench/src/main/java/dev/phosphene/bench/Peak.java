package dev.phosphene.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Peak memory of a process according to Linux ({@code VmHWM}). */
final class Peak {
  private static final String FIELD = "VmHWM:";

  private Peak() {}

  /** Returns that of this process, in MiB; 0 if the system does not tell. */
  static long mebibytes() {
    return mebibytes(ProcessHandle.current().pid());
  }

  /** Returns that of another process, in MiB; 0 if it has ended, or the system does not tell. */
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
