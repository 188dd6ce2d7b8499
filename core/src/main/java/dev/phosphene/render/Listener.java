package dev.phosphene.render;

/** Follows a run and may end it. */
@FunctionalInterface
public interface Listener {
  /** Follows nothing. */
  Listener NONE = step -> true;

  /**
   * Called at the start, after each step, and so {@code steps + 1} times in all.
   *
   * @return false to end the run here, with what there is
   */
  boolean at(Step step);

  /** Both listeners; the run ends if either says so. */
  default Listener and(Listener other) {
    return step -> {
      boolean mine = at(step);
      return other.at(step) && mine;
    };
  }
}
