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

/** Adds a frame of every image of a run at each n-th step, including the first and the last. */
final class AnimationListener implements Listener, AutoCloseable {
  private static final int USUAL_FRAMES = 60;

  private final int every;
  private final Size size;
  private final Quantization quantization;
  private final List<Animation> animations = new ArrayList<>();

  /**
   * Creates an animation for each of {@code pictures} images.
   *
   * @param every steps between frames; 0 for no frames of steps
   * @param size size of every frame, whatever the images' current size
   */
  AnimationListener(int pictures, int every, Size size, Quantization quantization) {
    this.every = every;
    this.size = size;
    this.quantization = quantization;
    for (int i = 0; i < pictures; i++) {
      animations.add(Animation.create());
    }
  }

  /** Returns the steps between frames that keep an animation of {@code steps} steps short. */
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

  /** Adds {@code pictures[example]}, scaled to fit, to the animation of image {@code picture}. */
  void add(int picture, Tensor pictures, int example) {
    Tensor frame = pictures;
    if (!Size.of(pictures).equals(size)) {
      frame = Resampling.resize(pictures, size.width(), size.height());
    }
    animations.get(picture).add(Bitmap.of(frame, example, quantization));
  }

  /** Writes the animation of one image, or just that image if interrupted before any frame. */
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
