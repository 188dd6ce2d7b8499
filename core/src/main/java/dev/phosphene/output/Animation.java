package dev.phosphene.output;

import dev.phosphene.error.InputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Collects frames and writes them as an animated GIF with one palette for all of them, so that
 * still areas do not flicker. Frames are kept in a temporary file; close the animation at the end.
 *
 * <pre>{@code
 * try (Animation animation = Animation.create()) {
 *   animation.add(bitmap); // once for each n-th step
 *   animation.write(Path.of("growth.gif"), Playback.forever(200), Optional.of(provenance));
 * }
 * }</pre>
 */
public final class Animation implements AutoCloseable {
  private static final int COLORS = 255; // one more index means "as before"

  private @Nullable FrameStore frames;

  private Animation() {}

  /** Makes an animation without frames; the first one sets their size. */
  public static Animation create() {
    return new Animation();
  }

  /** Returns whether there is no frame. */
  public boolean isEmpty() {
    return frames == null;
  }

  /**
   * Adds a frame; the bitmap is not kept. Transparent areas are laid over a checkerboard.
   *
   * @throws IllegalArgumentException if its size differs from the first frame's
   * @throws InputException if the temporary folder is full
   */
  public void add(Bitmap frame) {
    if (frames == null) {
      frames = new FrameStore(frame.width(), frame.height());
    }
    if (frame.width() != frames.width() || frame.height() != frames.height()) {
      throw new IllegalArgumentException(
          frame + " does not fit frames of " + frames.width() + "×" + frames.height());
    }
    frames.add(frame.overCheckerboard());
  }

  /**
   * Writes all frames so far, atomically.
   *
   * @throws InputException if the name does not end in .gif, or the file cannot be written
   */
  public void write(Path file, Playback playback, Optional<Provenance> provenance) {
    if (ImageFormat.of(file) != ImageFormat.GIF) {
      throw new InputException(file + ": an animation must be a .gif");
    }
    AtomicFile.write(file, out -> writeTo(out, playback, provenance.map(Provenance::text)));
  }

  private void writeTo(OutputStream out, Playback playback, Optional<String> text)
      throws IOException {
    FrameStore store = frames;
    if (store == null) {
      throw new IllegalStateException("an animation needs a frame");
    }
    Palette palette = palette(store);
    Dither dither = new Dither(palette);
    Gif.start(out, store.width(), store.height(), palette);
    if (store.count() > 1 && playback.loops() != 1) {
      // the extension counts repetitions after the first showing; 0 is forever
      Gif.loop(out, playback.loops() == 0 ? 0 : playback.loops() - 1);
    }
    if (text.isPresent()) {
      Gif.comment(out, text.get());
    }
    byte @Nullable [] before = null;
    for (int i = 0; i < store.count(); i++) {
      byte[] indices = dither.indices(store.frame(i));
      int delay = store.count() == 1 ? 0 : playback.delay(i, store.count());
      Gif.frame(out, store.width(), store.height(), indices, before, delay);
      before = indices;
    }
    Gif.end(out);
  }

  /** Chooses a palette of all frames; only this needs the histogram's memory. */
  private static Palette palette(FrameStore store) throws IOException {
    Histogram histogram = new Histogram();
    for (int i = 0; i < store.count(); i++) {
      histogram.add(store.frame(i));
    }
    return Quantizer.palette(histogram.colors(), COLORS);
  }

  /** Returns a GIF file of one image. */
  static byte[] still(Bitmap bitmap, Optional<String> text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (Animation animation = create()) {
      animation.add(bitmap);
      animation.writeTo(out, Playback.forever(100), text);
    } catch (IOException problem) {
      throw new UncheckedIOException(problem);
    }
    return out.toByteArray();
  }

  /** Discards the frames. */
  @Override
  public void close() {
    if (frames != null) {
      frames.close();
    }
  }
}
