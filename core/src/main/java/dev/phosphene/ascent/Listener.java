package dev.phosphene.ascent;

/** Observes a run, and can stop it. */
@FunctionalInterface
public interface Listener {
  /** Does nothing. */
  Listener NONE = step -> true;

  /**
   * Called at the start and after each step, {@code steps + 1} times in all.
   *
   * @return false to end the run here, with the partial result
   */
  boolean at(Snapshot step);

  /**
   * Called repeatedly within a long step: after each tile of an image that is processed in tiles.
   *
   * @param part completed part of the step, in (0, 1]
   * @return false to end the run here, without this step
   */
  default boolean within(double part) {
    return true;
  }

  /** Combines both listeners; the run ends if either returns false. */
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
