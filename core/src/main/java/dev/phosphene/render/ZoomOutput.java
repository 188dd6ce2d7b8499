package dev.phosphene.render;

import dev.phosphene.ascent.Listener;
import dev.phosphene.dream.DeepDream;
import dev.phosphene.dream.Zoom;
import dev.phosphene.tensor.Tensor;
import java.util.random.RandomGenerator;

/** A zoom into a finished dream, and the consumer of its frames. */
record ZoomOutput(Zoom zoom, Zoom.Frames frames) {

  /** Renders the frames; returns whether all were rendered. */
  boolean of(Tensor dreamed, DeepDream dream, RandomGenerator random, Listener listener) {
    return zoom.fly(dreamed, dream, random, listener, frames) == zoom.frames();
  }
}
