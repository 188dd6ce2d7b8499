package dev.phosphene.engine.onednn.threads;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;

/**
 * Measures how long some threads were runnable but had no core, because others used it. Linux
 * counts it ({@code schedstat}); elsewhere it cannot be measured.
 */
final class RunDelay implements AutoCloseable {
  private static final int LONGEST = 128;

  private final List<RandomAccessFile> files = new ArrayList<>();
  private final byte[] text = new byte[LONGEST];
  private final long[] before;

  /** Measures threads of this process, given by their system numbers. */
  RunDelay(Iterable<Integer> threads) {
    for (int thread : threads) {
      try {
        files.add(new RandomAccessFile("/proc/self/task/" + thread + "/schedstat", "r"));
      } catch (IOException e) {
        // another system, or the thread has ended
      }
    }
    before = new long[files.size()];
  }

  /** Returns the nanoseconds of the thread that waited longest since the last call. */
  long longest() {
    long most = 0;
    for (int i = 0; i < before.length; i++) {
      long now = nanoseconds(files.get(i));
      most = Math.max(most, now - before[i]);
      before[i] = now;
    }
    return most;
  }

  private long nanoseconds(RandomAccessFile file) {
    try {
      file.seek(0);
      return second(text, file.read(text));
    } catch (IOException e) {
      return 0; // the thread has ended
    }
  }

  /** Returns the second number in the first {@code length} characters, or 0. */
  static long second(byte[] text, int length) {
    long value = 0;
    int field = 0;
    for (int i = 0; i < length && field < 2; i++) {
      if (text[i] == ' ') {
        field++;
      } else if (field == 1) {
        value = value * 10 + text[i] - '0';
      }
    }
    return value;
  }

  @Override
  public void close() {
    for (RandomAccessFile file : files) {
      try {
        file.close();
      } catch (IOException e) {
        // nothing was written
      }
    }
  }
}
