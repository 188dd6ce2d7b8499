package dev.phosphene.engine.onednn.threads;

/**
 * Looks now and then whether other programs use the cores that a network's threads run on, and
 * makes the threads wait for each other accordingly ({@link Waiting}).
 */
final class Contention implements AutoCloseable {
  private static final long MILLISECOND = 1_000_000;

  /** Between two looks, which take some microseconds. */
  private static final long PAUSE = 20 * MILLISECOND;

  /** Longer than that the network was not in use, so that nothing is to be learnt. */
  private static final long LONG_AGO = 1_000 * MILLISECOND;

  /** Weight of the newest look in the average. */
  private static final double NEWEST = .2;

  /**
   * Beyond that share of the time, the sum over the threads, the machine is busy. One busy loop
   * beside two threads makes it 0.7 and more, a quiet machine's many small programs 0.03.
   */
  private static final double BUSY = .15;

  /** Below that it is quiet again. */
  private static final double QUIET = .08;

  private final RunDelay delay;
  private long last = System.nanoTime();
  private long waited;
  private double average;
  private boolean busy;

  Contention(RunDelay delay) {
    this.delay = delay;
    waited = delay.nanoseconds();
  }

  /** Looks, if it is time to, and says whether the machine is busy. */
  boolean look() {
    long now = System.nanoTime();
    long time = now - last;
    if (time < PAUSE) {
      return busy;
    }
    long sum = delay.nanoseconds();
    if (time < LONG_AGO) {
      Waiting.sleepSoon(isBusy((double) (sum - waited) / time));
    }
    last = now;
    waited = sum;
    return busy;
  }

  /** Whether it is busy, after a look that found threads kept from running for that share. */
  boolean isBusy(double share) {
    average += NEWEST * (Math.max(0, share) - average);
    busy = average > (busy ? QUIET : BUSY);
    return busy;
  }

  @Override
  public void close() {
    delay.close();
  }
}
