package dev.phosphene.cli;

import java.io.PrintWriter;
import java.util.Locale;

/** Shows how many images are done: a live line on a terminal, else occasional lines. */
final class CountProgress {
  private static final long LIVE_NANOS = 100_000_000L;
  private static final long PLAIN_NANOS = 5_000_000_000L;

  private final PrintWriter err;
  private final boolean quiet;
  private long shown = System.nanoTime();
  private boolean open;

  CountProgress(PrintWriter err, boolean quiet) {
    this.err = err;
    this.quiet = quiet;
  }

  /**
   * Shows that {@code done} of {@code all} are done.
   *
   * @param rate images per second
   */
  synchronized void show(int done, int all, double rate) {
    boolean live = Terminal.onError();
    long now = System.nanoTime();
    if (quiet || now - shown < (live ? LIVE_NANOS : PLAIN_NANOS)) {
      return;
    }
    shown = now;
    String text =
        String.format(
            Locale.ROOT,
            "%d of %d pictures  %.1f pictures/s  %s left",
            done,
            all,
            rate,
            Progress.duration((all - done) / rate));
    if (live) {
      Visible.control(err, Terminal.CLEAR_LINE);
      err.print(text);
      err.flush();
      open = true;
    } else {
      err.println(text);
    }
  }

  /** Prints a line of its own. */
  synchronized void note(String text) {
    clear();
    err.println(text);
  }

  /** Clears the live line. */
  synchronized void clear() {
    if (open) {
      Visible.control(err, Terminal.CLEAR_LINE);
      err.flush();
      open = false;
    }
  }
}
