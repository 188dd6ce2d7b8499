package dev.phosphene.cli;

import dev.phosphene.ascent.Listener;
import dev.phosphene.ascent.Snapshot;
import java.io.PrintWriter;
import java.util.Locale;

/**
 * Progress on standard error: on a terminal a live line with step, objective, steps per second and
 * time left; otherwise occasional plain lines.
 */
final class Progress implements Listener {
  private static final long LIVE_NANOS = 100_000_000L;
  private static final long PLAIN_NANOS = 5_000_000_000L;

  private final PrintWriter err;
  private final boolean live;
  private final String title;
  private final StepCosts work;
  private long began;
  private long shown;
  private boolean open;

  private Progress(PrintWriter err, boolean live, String title, StepCosts work) {
    this.err = err;
    this.live = live;
    this.title = title;
    this.work = work;
  }

  /** Creates the progress of the work that {@code title} names. */
  static Progress of(PrintWriter err, String title, StepCosts work) {
    return new Progress(err, Terminal.onError(), title, work);
  }

  @Override
  public boolean at(Snapshot step) {
    long now = System.nanoTime();
    if (step.index() == 0) {
      began = now;
      shown = now;
    }
    boolean last = step.index() == step.steps();
    if (last || now - shown >= (live ? LIVE_NANOS : PLAIN_NANOS)) {
      shown = now;
      show(step, (now - began) * 1e-9);
    }
    if (last) {
      end();
    }
    return true;
  }

  /** Ends the live line, so that further output starts on a new line. */
  void end() {
    if (open) {
      Visible.control(err, Terminal.CLEAR_LINE);
      err.flush();
      open = false;
    }
  }

  private void show(Snapshot step, double seconds) {
    String text =
        String.format(
            Locale.ROOT,
            "%s  step %d/%d  objective %.4g%s",
            title,
            step.index(),
            step.steps(),
            step.value(),
            step.index() == 0 ? "" : pace(step, seconds));
    if (live) {
      Visible.control(err, Terminal.CLEAR_LINE);
      err.print(text);
      err.flush();
      open = true;
    } else {
      err.println(text);
    }
  }

  private String pace(Snapshot step, double seconds) {
    double rate = step.index() / seconds;
    double done = work.done(step.index(), step.steps());
    return String.format(
        Locale.ROOT, "  %.1f steps/s  %s left", rate, duration(seconds * (1 - done) / done));
  }

  static String duration(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60
        ? whole + " s"
        : String.format(Locale.ROOT, "%d:%02d min", whole / 60, whole % 60);
  }
}
