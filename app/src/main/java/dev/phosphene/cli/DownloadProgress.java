package dev.phosphene.cli;

import dev.phosphene.zoo.DownloadListener;
import java.io.PrintWriter;
import java.util.Locale;

/** Progress of a download on standard error. */
final class DownloadProgress implements DownloadListener, AutoCloseable {
  private static final long LIVE_NANOS = 100_000_000L;
  private static final long PLAIN_NANOS = 5_000_000_000L;

  private final PrintWriter err;
  private final boolean quiet;
  private final boolean live = Terminal.onError();
  private final long began = System.nanoTime();
  private long shown;
  private boolean open;

  DownloadProgress(PrintWriter err, boolean quiet) {
    this.err = err;
    this.quiet = quiet;
  }

  @Override
  public void progress(String file, long bytes, long total) {
    long now = System.nanoTime();
    if (quiet || now - shown < (live ? LIVE_NANOS : PLAIN_NANOS)) {
      return;
    }
    shown = now;
    String text =
        String.format(
            Locale.ROOT,
            "%s  %.1f of %.1f MB  %.1f MB/s",
            file,
            bytes * 1e-6,
            total * 1e-6,
            bytes * 1e3 / Math.max(1, now - began));
    if (live) {
      Visible.control(err, Terminal.CLEAR_LINE);
      err.print(text);
      err.flush();
      open = true;
    } else {
      err.println(text);
    }
  }

  @Override
  public void note(String message) {
    close();
    if (!quiet) {
      err.println(message);
    }
  }

  /** Ends the live line. */
  @Override
  public void close() {
    if (open) {
      Visible.control(err, Terminal.CLEAR_LINE);
      err.flush();
      open = false;
    }
  }
}
