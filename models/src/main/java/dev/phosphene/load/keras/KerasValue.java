package dev.phosphene.load.keras;

/** A value that flows between layers. */
sealed interface KerasValue {

  /**
   * The output of one of our nodes.
   *
   * @param node the node's name
   * @param flat whether Keras has it as {@code [n, c]}, without rows and columns; then there is one
   *     position
   */
  record Known(String node, boolean flat) implements KerasValue {}

  /** A value that cannot be computed, and why. */
  record Missing(String reason) implements KerasValue {}
}
