package dev.phosphene.dream;

import dev.phosphene.ascent.CompiledObjectives;
import dev.phosphene.ascent.Listener;
import dev.phosphene.ascent.Snapshot;
import dev.phosphene.error.InputException;
import dev.phosphene.output.Resampling;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/**
 * An animated zoom: each frame is the center of the one before, enlarged to full size and dreamed
 * on again.
 *
 * @param cut share of the width and of the height that is cut off from frame to frame, in [0, 1);
 *     the frame is enlarged by {@code 1 / (1 − cut)}
 * @param frames number of frames, including the start image
 */
public record Zoom(double cut, int frames) {
  /** Google's settings: .05 and 100 frames (google/deepdream, dream.ipynb, the last loop). */
  public static final Zoom GOOGLE = new Zoom(.05, 100);

  /** Receives the frames, one by one. */
  @FunctionalInterface
  public interface Frames {
    /**
     * Receives a finished frame.
     *
     * @param index from 0
     * @param picture {@code [1, 3, h, w]}, RGB in [0, 1]; never changed afterwards
     * @return false to end the zoom here
     */
    boolean frame(int index, Tensor picture);
  }

  public Zoom {
    if (!(cut >= 0 && cut < 1)) {
      throw new InputException("the share cut off per frame must be in [0, 1): " + cut);
    }
    if (frames < 1) {
      throw new InputException("a zoom needs at least one frame: " + frames);
    }
  }

  /**
   * Renders the frames. Memory holds at most two frames, and what dreaming on one takes.
   *
   * @param start the first frame, {@code [1, 3, h, w]}, RGB in [0, 1]; usually already dreamed on
   * @param dream applied to each further frame; small networks are compiled only once
   * @param random source of the rolls
   * @param listener receives the steps of all frames, numbered consecutively; if it ends the run,
   *     the unfinished frame is dropped
   * @return number of frames passed to the consumer
   * @throws InputException if an octave is too small for the network, or a value is not finite
   */
  public int fly(
      Tensor start, DeepDream dream, RandomGenerator random, Listener listener, Frames frames) {
    dream.check(start.shape());
    Tensor picture = start;
    if (!frames.frame(0, picture)) {
      return 1;
    }
    try (CompiledObjectives open = dream.compiler()) {
      for (int i = 1; i < this.frames; i++) {
        Listener numbered = numbered(listener, i - 1, this.frames - 1);
        DreamResult dreamed = dream.run(closer(picture), random, numbered, open);
        if (!dreamed.complete()) {
          return i;
        }
        picture = dreamed.picture();
        if (!frames.frame(i, picture)) {
          return i + 1;
        }
      }
    }
    return this.frames;
  }

  /** Returns the center of an image {@code [1, 3, h, w]}, enlarged to its size. */
  Tensor closer(Tensor picture) {
    Resampling.Box middle = Resampling.Box.center(picture.shape(), cut);
    return Resampling.resize(picture, middle, picture.shape().w(), picture.shape().h());
  }

  /** Numbers one frame's steps among those of all; the end of a frame is the start of the next. */
  private static Listener numbered(Listener listener, int done, int all) {
    return new Listener() {
      @Override
      public boolean at(Snapshot step) {
        int each = step.steps();
        if (step.index() == each && done < all - 1) {
          return true;
        }
        int index = done * each + step.index();
        return listener.at(new Snapshot(index, all * each, step.values(), step.images()));
      }

      @Override
      public boolean within(double part) {
        return listener.within(part);
      }
    };
  }
}
