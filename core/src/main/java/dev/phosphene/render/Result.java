package dev.phosphene.render;

import java.util.List;

/**
 * The result of a run.
 *
 * @param images one per objective and batch element
 * @param steps number of steps taken; fewer than requested if a listener ended the run
 * @param complete whether all steps were taken
 * @param seconds time in the loop, without loading and compiling
 */
public record Result(List<RenderedImage> images, int steps, boolean complete, double seconds) {
  public Result {
    images = List.copyOf(images);
  }

  /** Returns the image at {@code index}. */
  public RenderedImage image(int index) {
    return images.get(index);
  }
}
