package dev.phosphene.cli;

import dev.phosphene.ascent.Listener;
import dev.phosphene.ascent.Snapshot;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.Preview;
import dev.phosphene.output.Quantization;
import dev.phosphene.tensor.Tensor;
import java.io.PrintWriter;

/**
 * Draws the first image of a run in the terminal as it develops, above the progress line; at most a
 * few times a second, to keep the cost low.
 */
final class LivePreview implements Listener {
  private static final long PAUSE_NANOS = 250_000_000L;
  private static final int COLUMNS = 64;

  private final PrintWriter err;
  private long drawn;
  private int lines;

  /** Creates a preview on standard error, which must be a terminal with 24-bit color. */
  LivePreview(PrintWriter err) {
    this.err = err;
  }

  @Override
  public boolean at(Snapshot step) {
    long now = System.nanoTime();
    boolean last = step.index() == step.steps();
    if (step.index() == 0 || last || now - drawn >= PAUSE_NANOS) {
      drawn = now;
      draw(step.images());
    }
    return true;
  }

  private void draw(Tensor pictures) {
    String text = Preview.of(Bitmap.of(pictures, 0, Quantization.ROUND), COLUMNS);
    String back = lines == 0 ? "" : "\033[" + lines + "A";
    Visible.control(err, Terminal.CLEAR_LINE + back + text);
    err.flush();
    lines = (int) text.chars().filter(c -> c == '\n').count();
  }
}
