package dev.phosphene.tensor;

/**
 * Runs parts of some work in parallel, if there are threads for it. Stretches do not share what
 * they write, and the result does not depend on where they begin and end. One caller at a time, and
 * no stretch is itself divided.
 */
public interface Parallel {
  /** All of it on the calling thread. */
  Parallel SERIAL = (size, values, part) -> part.run(0, size);

  /** What is done with a stretch. */
  interface Part {
    /** Does it from {@code from} up to, but without, {@code to}. */
    void run(int from, int to);
  }

  /**
   * Calls {@code part} with stretches that together are 0 up to {@code size}; returns when all are
   * done.
   *
   * @param values how many values are computed in all: a few are not worth a second thread
   * @throws IllegalStateException if a stretch failed on another thread, or the threads' owner is
   *     closed
   */
  void run(int size, int values, Part part);
}
