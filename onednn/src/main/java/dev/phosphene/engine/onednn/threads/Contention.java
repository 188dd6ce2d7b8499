package dev.phosphene.engine.onednn.threads;

/**
 * Looks now and then whether other programs use the cores that a network's threads run on, and
 * makes the threads wait for each other accordingly ({@link Waiting}).
 */
final class Contention implements AutoCloseable {
  private static final long SECOND = 1_000_000_000;

  /** Between two looks, which take some microseconds. */
  private static final long PAUSE = SECOND / 50;

  /** Longer than that the network was not in use, so that nothing is to be learnt. */
  private static final long LONG_AGO = 60 * SECOND;

  /** Weight of the newest look in the average. */
  private static final double NEWEST = .2;

  /**
   * Beyond that share of the time, of the thread that waited longest, the machine is busy. One busy
   * loop beside two threads makes it 0.3 and more, a quiet machine's many small programs 0.03.
   */
  private static final double BUSY = .15;

  /** Below that it is quiet again. */
  private static final double QUIET = .08;

  /**
   * How long it counts as busy at least: threads that sleep, or work alone, are in nobody's way, so
   * that whether it is quiet only shows when it is tried. Twice as long each time that this fails.
   */
  private static final long LEAST = SECOND / 4;

  private static final long MOST = 4 * SECOND;

  /** It was no quiet if it is over so soon. */
  private static final long SOON = SECOND / 4;

  private final RunDelay delay;
  private final int threads;
  private long last;
  private double average;
  private boolean busy;
  private long since; // when it became busy or quiet
  private long hold = LEAST;

  /** Of a network on {@code threads} threads. */
  Contention(RunDelay delay, int threads, long now) {
    this.delay = delay;
    this.threads = threads;
    last = now;
    since = now - LONG_AGO;
    delay.longest(); // from now on
  }

  /** Looks, if it is time to, and says whether the machine is busy. */
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

  /** Whether it is busy, after a look that found a thread kept from running for that share. */
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
