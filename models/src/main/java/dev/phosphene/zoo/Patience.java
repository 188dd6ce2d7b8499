package dev.phosphene.zoo;

import java.time.Duration;

/**
 * How long a download waits and how often it retries.
 *
 * @param connect longest wait for a connection
 * @param read longest wait for the next bytes
 * @param attempts in a row without a new byte, before an address is given up
 * @param pause before the second attempt; doubled before each further one
 */
record Patience(Duration connect, Duration read, int attempts, Duration pause) {
  /** For people at a keyboard. */
  static final Patience USUAL =
      new Patience(Duration.ofSeconds(15), Duration.ofSeconds(30), 4, Duration.ofMillis(500));

  /** The pause after the given number of failures in a row. */
  Duration pauseAfter(int failures) {
    return pause.multipliedBy(1L << Math.min(failures - 1, 6));
  }
}
