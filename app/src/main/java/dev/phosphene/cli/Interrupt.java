package dev.phosphene.cli;

import dev.phosphene.render.Listener;
import dev.phosphene.render.Step;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns Ctrl-C into the orderly end of a run: the loop stops after its step, what there is gets
 * saved, and then the process ends with 130.
 */
final class Interrupt implements Listener, AutoCloseable {
  static final int EXIT_CODE = 130;
  private static final int PATIENCE_SECONDS = 60;

  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::onShutdown, "interrupt");
  private volatile boolean requested;

  /** From here until {@link #close}, a signal to end is heeded. */
  Interrupt() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public boolean at(Step step) {
    return !requested;
  }

  /** Whether the user asked to end. */
  boolean requested() {
    return requested;
  }

  private void onShutdown() {
    requested = true;
    try {
      if (!finished.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("phosphene: gave up waiting for the current step");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Runtime.getRuntime().halt(EXIT_CODE);
  }

  /** What there is has been saved. */
  @Override
  public void close() {
    finished.countDown();
    if (!requested) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException alreadyEnding) {
        requested = true;
      }
    }
  }
}
