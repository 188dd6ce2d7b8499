package dev.phosphene.ascent;

/** Observes a run, and can stop it. */
@FunctionalInterface
public interface Listener {
  /** Follows nothing. */
  Listener NONE = step -> true;

  /**
   * Called at the start, after each step, and so {@code steps + 1} times in all.
   *
   * @return false to end the run here, with the partial result
   */
  boolean at(Snapshot step);

  /**
   * Called now and then within a step that takes long: after each tile of an image that is seen in
   * tiles.
   *
   * @param part how much of the step is done, in (0, 1]
   * @return false to end the run here, without this step
   */
  default boolean within(double part) {
    return true;
  }

  /** Both listeners; the run ends if either says so. */
  default Listener and(Listener other) {
    Listener mine = this;
    return new Listener() {
      @Override
      public boolean at(Snapshot step) {
        boolean first = mine.at(step);
        return other.at(step) && first;
      }

      @Override
      public boolean within(double part) {
        boolean first = mine.within(part);
        return other.within(part) && first;
      }
    };
  }
}
