package dev.phosphene.cli;

import dev.phosphene.render.Listener;
import dev.phosphene.render.Step;

/**
 * Turns Ctrl-C into the orderly end of a run: the loop stops after its step, what there is gets
 * saved, and then the process ends with 130, or with the code of whatever went wrong meanwhile.
 */
final class Interrupt implements Listener, AutoCloseable {
  static final int EXIT_CODE = 130;
  private static final long PATIENCE_MILLIS = 60_000;

  private static volatile boolean requested;

  private final Thread hook = new Thread(Interrupt::onShutdown, "interrupt");

  /** From here until {@link #close}, a signal to end is heeded. */
  Interrupt() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  /** Ends the process; also while a signal to end is being heeded, when {@code exit} would hang. */
  static void exit(int code) {
    if (requested) {
      Runtime.getRuntime().halt(code);
    }
    System.exit(code);
  }

  @Override
  public boolean at(Step step) {
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

  /** Keeps the virtual machine alive until {@link #exit}. */
  private static void onShutdown() {
    requested = true;
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
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException alreadyEnding) {
        requested = true;
      }
    }
  }
}
