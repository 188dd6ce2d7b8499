package dev.phosphene.cli;

import dev.phosphene.ascent.Listener;
import dev.phosphene.ascent.Snapshot;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Turns Ctrl-C, and every other termination signal, into an orderly end of a run: the loop stops
 * after its step, partial results are saved, and the process exits with 130, or with the code of
 * any failure meanwhile. If there is nothing to save, it exits with 130 at once.
 */
final class Interrupt implements Listener, AutoCloseable {
  static final int EXIT_CODE = 130;
  private static final long PATIENCE_MILLIS = 60_000;

  private static final AtomicInteger RUNS = new AtomicInteger();
  private static volatile boolean requested;
  private static volatile boolean ending;

  /** Makes a termination signal wait, until {@link #close}, for partial results to be saved. */
  Interrupt() {
    RUNS.incrementAndGet();
  }

  /** Handles termination signals the same way from now on, whatever the command. */
  static void watch() {
    Runtime.getRuntime().addShutdownHook(new Thread(Interrupt::onShutdown, "interrupt"));
  }

  /** Ends the process; works also during shutdown, when {@code System.exit} would hang. */
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

  /** Returns whether the user asked to stop. */
  boolean requested() {
    return requested;
  }

  /** Keeps the virtual machine alive until {@link #exit}, if there is something to save. */
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

  /** Declares that partial results were saved. */
  @Override
  public void close() {
    RUNS.decrementAndGet();
  }
}
