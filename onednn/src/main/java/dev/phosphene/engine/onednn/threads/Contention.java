package dev.phosphene.engine.onednn.threads;

/**
 * Checks from time to time whether other programs use the cores of a network's threads, and adapts
 * how the threads wait for each other ({@link Waiting}).
 */
final class Contention implements AutoCloseable {
  private static final long SECOND = 1_000_000_000;

  /** Interval between checks, which take some microseconds. */
  private static final long PAUSE = SECOND / 50;

  /** Idle time after which a check tells nothing. */
  private static final long LONG_AGO = 60 * SECOND;

  /** Weight of the newest check in the average. */
  private static final double NEWEST = .2;

  /**
   * Fraction of time waited, by the thread that waited longest, above which the machine is busy.
   * One busy loop beside two threads gives 0.3 and more, a quiet machine's many small programs
   * 0.03.
   */
  private static final double BUSY = .15;

  /** Fraction below which it is quiet again. */
  private static final double QUIET = .08;

  /**
   * Minimum time to count as busy: threads that sleep, or work alone, disturb nobody, so only a
   * trial shows whether it is quiet. Doubles each time the trial fails.
   */
  private static final long LEAST = SECOND / 4;

  private static final long MOST = 4 * SECOND;

  /** A quiet spell that ends sooner than this was none. */
  private static final long SOON = SECOND / 4;

  private final RunDelay delay;
  private final int threads;
  private long last;
  private double average;
  private boolean busy;
  private long since; // when it became busy or quiet
  private long hold = LEAST;

  /** Watches a network on {@code threads} threads. */
  Contention(RunDelay delay, int threads, long now) {
    this.delay = delay;
    this.threads = threads;
    last = now;
    since = now - LONG_AGO;
    delay.longest(); // count from now on
  }

  /** Checks, if it is time to; returns whether the machine is busy. */
  boolean look(long now) {
    long time = now - last;
    if (time >= PAUSE) {
      long waited = delay.longest();
      if (time < LONG_AGO) {
        isBusy((double) waited / time, now);
        Waiting.sleepSoon(this, busy, threads);
      }
      last = now;
    }
    return busy;
  }

  /** Returns whether it is busy, after a check that found a thread delayed for that fraction. */
  boolean isBusy(double share, long now) {
    average += NEWEST * (share - average);
    if (!busy && average > BUSY) {
      hold = now - since < SOON ? Math.min(2 * hold, MOST) : LEAST;
      busy = true;
      since = now;
    } else if (busy && average < QUIET && now - since > hold) {
      busy = false;
      since = now;
    }
    return busy;
  }

  @Override
  public void close() {
    Waiting.sleepSoon(this, false, threads);
    delay.close();
  }
}
