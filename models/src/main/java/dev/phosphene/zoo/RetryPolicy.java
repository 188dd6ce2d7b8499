package dev.phosphene.zoo;

import java.time.Duration;

/**
 * How long a download waits and how often it retries.
 *
 * @param connect connection timeout
 * @param read timeout for the next bytes
 * @param attempts consecutive attempts without a new byte before giving up on an address
 * @param pause pause before the second attempt; doubled before each further one
 */
record RetryPolicy(Duration connect, Duration read, int attempts, Duration pause) {
  /** Defaults for interactive use. */
  static final RetryPolicy USUAL =
      new RetryPolicy(Duration.ofSeconds(15), Duration.ofSeconds(30), 4, Duration.ofMillis(500));

  /** Returns the pause after the given number of consecutive failures. */
  Duration pauseAfter(int failures) {
    return pause.multipliedBy(1L << Math.min(failures - 1, 6));
  }
}
