package dev.phosphene.render;

import java.util.List;

/**
 * The result of a run.
 *
 * @param images one for each objective
 * @param steps how many were taken; fewer than asked if a listener ended the run
 * @param complete whether all steps were taken
 * @param seconds in the loop, without loading and compiling
 */
public record Result(List<RenderedImage> images, int steps, boolean complete, double seconds) {
  public Result {
    images = List.copyOf(images);
  }

  /** The image of the objective at {@code index}. */
  public RenderedImage image(int index) {
    return images.get(index);
  }
}
