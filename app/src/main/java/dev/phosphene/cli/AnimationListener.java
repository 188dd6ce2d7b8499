package dev.phosphene.cli;

import dev.phosphene.ascent.Listener;
import dev.phosphene.ascent.Snapshot;
import dev.phosphene.output.Animation;
import dev.phosphene.output.Bitmap;
import dev.phosphene.output.Playback;
import dev.phosphene.output.Provenance;
import dev.phosphene.output.Quantization;
import dev.phosphene.output.Resampling;
import dev.phosphene.recipe.Size;
import dev.phosphene.render.RenderedImage;
import dev.phosphene.tensor.Tensor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Adds a frame of every image of a run at each n-th step, the first and last included. */
final class AnimationListener implements Listener, AutoCloseable {
  private static final int USUAL_FRAMES = 60;

  private final int every;
  private final Size size;
  private final Quantization quantization;
  private final List<Animation> animations = new ArrayList<>();

  /**
   * A film of {@code pictures} images.
   *
   * @param every how many steps lie between frames; 0 for no step at all
   * @param size of every frame, whatever the run's images are meanwhile
   */
  AnimationListener(int pictures, int every, Size size, Quantization quantization) {
    this.every = every;
    this.size = size;
    this.quantization = quantization;
    for (int i = 0; i < pictures; i++) {
      animations.add(Animation.create());
    }
  }

  /** Steps between frames so that an animation of {@code steps} steps does not get long. */
  static int usualPace(int steps) {
    return Math.max(1, (steps + USUAL_FRAMES - 1) / USUAL_FRAMES);
  }

  @Override
  public boolean at(Snapshot step) {
    if (every > 0 && (step.index() % every == 0 || step.index() == step.steps())) {
      for (int i = 0; i < animations.size(); i++) {
        add(i, step.images(), i);
      }
    }
    return true;
  }

  /** Adds a frame to the only animation; returns true. */
  boolean frame(Tensor picture) {
    add(0, picture, 0);
    return true;
  }

  /** Adds a frame to the animation of one image: an example of {@code pictures}, scaled to fit. */
  void add(int picture, Tensor pictures, int example) {
    Tensor frame = pictures;
    if (!Size.of(pictures).equals(size)) {
      frame = Resampling.resize(pictures, size.width(), size.height());
    }
    animations.get(picture).add(Bitmap.of(frame, example, quantization));
  }

  /** Writes the animation of one image; if it was interrupted before any frame, that image. */
  void write(
      int picture,
      Path file,
      Playback playback,
      RenderedImage last,
      Optional<Provenance> provenance) {
    Animation animation = animations.get(picture);
    if (animation.isEmpty()) {
      animation.add(last.bitmap());
    }
    animation.write(file, playback, provenance);
  }

  @Override
  public void close() {
    animations.forEach(Animation::close);
  }
}
