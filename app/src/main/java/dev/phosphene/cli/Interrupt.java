package dev.phosphene.cli;

import dev.phosphene.ascent.Listener;
import dev.phosphene.ascent.Snapshot;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns Ctrl-C, and every other signal to end, into the orderly end of a run: the loop stops after
 * its step, partial results are saved, and then the process ends with 130, or with the code of
 * whatever went wrong meanwhile. Where nothing is to be saved it ends with 130 at once.
 */
final class Interrupt implements Listener, AutoCloseable {
  static final int EXIT_CODE = 130;
  private static final long PATIENCE_MILLIS = 60_000;

  private static final AtomicInteger RUNS = new AtomicInteger();
  private static volatile boolean requested;
  private static volatile boolean ending;

  /** Until {@link #close}, a termination signal waits until partial results are saved. */
  Interrupt() {
    RUNS.incrementAndGet();
  }

  /** From here on a signal ends this process in the same way, whatever the command. */
  static void watch() {
    Runtime.getRuntime().addShutdownHook(new Thread(Interrupt::onShutdown, "interrupt"));
  }

  /** Ends the process; also while a signal to end is being heeded, when {@code exit} would hang. */
  static void exit(int code) {
    ending = true;
    if (requested) {
      Runtime.getRuntime().halt(code);
    }
    System.exit(code);
  }

  @Override
  public boolean at(Snapshot step) {
    return !requested;
  }

  @Override
  public boolean within(double part) {
    return !requested;
  }

  /** Whether the user asked to end. */
  boolean requested() {
    return requested;
  }

  /** Keeps the virtual machine alive until {@link #exit}, if something is to be saved. */
  private static void onShutdown() {
    if (ending) {
      return;
    }
    requested = true;
    if (RUNS.get() == 0) {
      Runtime.getRuntime().halt(EXIT_CODE);
    }
    try {
      Thread.sleep(PATIENCE_MILLIS);
      System.err.println("phosphene: gave up waiting for the current step");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  /** What there is has been saved. */
  @Override
  public void close() {
    RUNS.decrementAndGet();
  }
}
