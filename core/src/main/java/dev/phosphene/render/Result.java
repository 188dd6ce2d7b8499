package dev.phosphene.render;

import java.util.List;

/**
 * What a run made.
 *
 * @param pictures one for each objective
 * @param steps how many were taken; fewer than asked if a listener ended the run
 * @param complete whether all steps were taken
 * @param seconds in the loop, without loading and compiling
 */
public record Result(List<Picture> pictures, int steps, boolean complete, double seconds) {
  public Result {
    pictures = List.copyOf(pictures);
  }

  /** The picture of the objective at {@code index}. */
  public Picture picture(int index) {
    return pictures.get(index);
  }
}
