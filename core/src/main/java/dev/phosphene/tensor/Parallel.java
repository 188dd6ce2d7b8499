package dev.phosphene.tensor;

/**
 * Runs ranges of some work in parallel, if there are threads for it. Ranges do not share what they
 * write, and the result does not depend on their bounds. It serves one caller at a time, and a
 * range is not divided further.
 */
public interface Parallel {
  /** Runs everything on the calling thread. */
  Parallel SERIAL = (size, values, part) -> part.run(0, size);

  /** The work on a range. */
  interface Part {
    /** Processes the range from {@code from}, inclusive, to {@code to}, exclusive. */
    void run(int from, int to);
  }

  /**
   * Calls {@code part} with ranges that together cover 0 to {@code size}; returns when all are
   * done.
   *
   * @param values total number of values to compute: few are not worth a second thread
   * @throws IllegalStateException if a range failed on another thread, or the threads' owner is
   *     closed
   */
  void run(int size, int values, Part part);

  /** Returns how many ranges run at the same time at most, 1 or more. */
  default int threads() {
    return 1;
  }
}
