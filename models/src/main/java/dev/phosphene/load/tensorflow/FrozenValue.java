package dev.phosphene.load.tensorflow;

/** What flows between nodes. */
sealed interface FrozenValue {

  /**
   * The output of one of our nodes.
   *
   * @param node its name
   * @param flat whether TensorFlow has it as {@code [n, c]} instead of {@code [n, h, w, c]}; then
   *     there is one position
   */
  record Known(String node, boolean flat) implements FrozenValue {}

  /** Numbers that do not depend on the image. */
  record Fixed(FrozenConstant constant) implements FrozenValue {}

  /** What cannot be computed, and why. */
  record Missing(String reason) implements FrozenValue {}
}
