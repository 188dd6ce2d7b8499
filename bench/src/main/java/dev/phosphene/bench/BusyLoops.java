package dev.phosphene.bench;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Busy loops that each occupy one core. */
final class BusyLoops implements AutoCloseable {
  private final List<Process> loops = new ArrayList<>();

  private BusyLoops() {}

  static BusyLoops start(int count) throws IOException {
    BusyLoops all = new BusyLoops();
    try {
      for (int i = 0; i < count; i++) {
        all.loops.add(new ProcessBuilder("sh", "-c", "while :; do :; done").start());
      }
      return all;
    } catch (IOException e) {
      all.close();
      throw e;
    }
  }

  @Override
  public void close() {
    loops.forEach(Process::destroyForcibly);
  }
}
