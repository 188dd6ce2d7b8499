package dev.phosphene.load.tensorflow;

/** A value that flows between nodes. */
sealed interface FrozenValue {

  /**
   * The output of one of our nodes.
   *
   * @param node the node's name
   * @param flat whether TensorFlow has it as {@code [n, c]}, not {@code [n, h, w, c]}; then there
   *     is one position
   */
  record Known(String node, boolean flat) implements FrozenValue {}

  /** Numbers that do not depend on the image. */
  record Fixed(FrozenConstant constant) implements FrozenValue {}

  /** A value that cannot be computed, and why. */
  record Missing(String reason) implements FrozenValue {}
}
